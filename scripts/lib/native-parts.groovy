/*
 * Completes a module's SBOM, just written by CycloneDX's Maven plugin. Adds what is linked into native libraries, for Maven knows the
 * jars alone: NOTICE lists it, and NoticeTest compares that with what FFmpeg says of itself. Corrects what the plugin gets wrong.
 * Run by the profile release.
 */
import groovy.json.JsonOutput
import groovy.json.JsonSlurper

def sbom = new File(project.build.directory, "${project.artifactId}-${project.version}-cyclonedx.json")
if (!sbom.file) {
  return // not a module that is published
}
def bom = new JsonSlurper().parse(sbom, 'UTF-8')
def notice = new File(project.properties['emodna.root'], 'NOTICE').getText('UTF-8')

def part = { String name, String version, String licence ->
  def component = [type: 'library', name: name]
  if (version) {
    component.version = version
  }
  component.licenses = [[license: [name: licence]]]
  component
}

def ffmpeg = notice =~ /(?m)^FFmpeg ([0-9.]+)\n(?s)(.*?)\n\n/
if (!ffmpeg.find()) {
  throw new IllegalStateException("NOTICE has no section 'FFmpeg VERSION', from which the SBOM takes what is linked into FFmpeg")
}
def parts = [part('FFmpeg', ffmpeg.group(1), 'LGPL version 3 or later')]
def linked = ffmpeg.group(2).split(/\n  From the system/)[0]
linked.eachMatch(/(?m)^ {4}(\S.*?) {2,}(\S.*)$/) { all, names, licence ->
  // Commas within parentheses are not between names.
  names.replaceAll(/\s*\([^)]*\)/, '').split(/, */).each { parts << part(it, null, licence) }
}
bom.components.findAll { it.group == 'org.bytedeco' && it.name == 'ffmpeg' && it.purl.contains('classifier=') }.each {
  it.components = parts
}

// JLine's POMs say "The BSD License", which the plugin takes for the one of four clauses. JLine's own text has three.
bom.components.findAll { it.group == 'org.jline' }.each { it.licenses = [[license: [id: 'BSD-3-Clause']]] }

// Which of the project's own jars the plugin can hash hangs on what an earlier build has installed. Their checksums lie beside them.
bom.components.findAll { it.group == 'org.emodna' }.each { it.remove('hashes') }

def gpu = new File(project.build.directory, 'natives-gpu')
if (gpu.directory && project.artifactId == 'emodna-kernels') {
  // Linked into libemodna_cuda.so, in the jar for GPUs.
  bom.metadata.component.components = [part('NVIDIA CUDA Runtime', null, 'CUDA Toolkit licence agreement')]
}
sbom.setText(JsonOutput.prettyPrint(JsonOutput.toJson(bom)) + '\n', 'UTF-8')
