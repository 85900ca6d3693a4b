/** What NVIDIA's driver says of the machine, and kernels beside NVIDIA's libraries. */
module org.emodna.gpu {
  requires org.bytedeco.cuda;
  requires transitive org.emodna.kernels;

  exports org.emodna.gpu;
}
