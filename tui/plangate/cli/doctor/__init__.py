"""What `plangate doctor` looks at; every part yields findings and changes nothing."""
