"""Tests of the package against the program that CAUDAL names."""
