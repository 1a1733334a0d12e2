"""What the reference does, without HTTP: validates by a contract, keeps resources, builds the documented answers."""
