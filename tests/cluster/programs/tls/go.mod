// Speaks TLS for a test that serves an aggregated API. Nothing but Go's own library is in it.
module presswright.example/programs/tls

go 1.26.0
