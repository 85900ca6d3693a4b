# A local Maven repository of the project's own under build/, for what uses the artifacts as others would. It shares
# everything but EMO-DNA itself with the user's own through links, so nothing is downloaded twice and nothing unfinished
# gets into ~/.m2. Its users stand in the repository's root.
readonly OWN=$PWD/build/repository USERS=$HOME/.m2/repository

# link_repository: makes it anew, without EMO-DNA.
link_repository() {
  rm -rf "$OWN"
  mkdir -p "$OWN/org" "$USERS/org"
  find "$USERS" -mindepth 1 -maxdepth 1 ! -name org -exec ln -s -t "$OWN" {} +
  find "$USERS/org" -mindepth 1 -maxdepth 1 ! -name emodna -exec ln -s -t "$OWN/org" {} +
}
