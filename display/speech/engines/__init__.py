"""The voices themselves, one file each. Loaded by the speech worker alone, each when it is first needed."""
