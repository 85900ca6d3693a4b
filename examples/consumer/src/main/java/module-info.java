/** A program on the module path: what it uses of EMO-DNA, it requires. */
module org.example.consumer {
  requires org.emodna.core;
  requires org.emodna.synthesis;
}
