"""Confinement by the kernel: programs started in namespaces of their own, whose gate opens and closes from outside."""
