// So that functions without a body compile: they are the controller's own, by go:linkname.
