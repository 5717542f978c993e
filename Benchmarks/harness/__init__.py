"""What the commands of this folder are made of. Only Python's standard library is needed."""
