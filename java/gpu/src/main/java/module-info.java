/** What NVIDIA's driver says of the machine. */
module org.emodna.gpu {
  requires org.bytedeco.cuda;
  requires transitive org.emodna.kernels;

  exports org.emodna.gpu;
}
