#!/usr/bin/env -S ruby --disable-gems
# frozen_string_literal: true

# Stands for kubectl. Holds Secrets and ConfigMaps as files, answers everything else from a file of answers, and
# writes down each call with what came by standard input, in the folder that STUB names.
require "json"

STATE = ENV.fetch("STUB")
call = ARGV.join(" ")
File.open("#{STATE}/calls", "a") { |file| file.puts(call.gsub("\n", "\\n")) }

# Answers first: "GLOB => TEXT" or "GLOB =! TEXT" for a failure. The first that fits counts; \n is a newline.
File.foreach("#{STATE}/answers", chomp: true) do |line|
  glob, how, text = line.match(/\A(.*?) ?=(>|!) ?(.*)\z/)&.captures
  next unless glob && File.fnmatch(glob, call)
  File.open("#{STATE}/input", "a") { |file| file.write(STDIN.read) } if ARGV.include?("-i")
  if how == "!"
    warn text.gsub("\\n", "\n")
    exit 1
  end
  print text.gsub("\\n", "\n")
  exit
end

arguments = ARGV.dup
arguments.shift(2) if arguments.first == "-n"
verb, kind, name = arguments
store = ->(kind, name) { "#{STATE}/#{kind}-#{name}" }

case [verb, kind]
when %w[get secret], %w[get configmap]
  # make-secrets.sh asks for several at once: names and keys of those that are there.
  if arguments.any? { |argument| argument.include?('{{template "keys"') }
    names = arguments.drop(2).take_while { |argument| !argument.start_with?("-") }
    names.select { |one| File.exist?(store.call(kind, one)) }.each do |one|
      puts one, JSON.parse(File.read(store.call(kind, one))).keys.sort.map { |key| "#{one} #{key}" }
    end
    exit
  end
  path = store.call(kind, name)
  unless File.exist?(path)
    exit if arguments.include?("--ignore-not-found")
    abort "Error from server (NotFound): #{kind}s \"#{name}\" not found"
  end
  data = JSON.parse(File.read(path))
  form = arguments.find { |argument| argument.include?(".data") }
  if form.nil? then puts "#{kind}/#{name}"
  elsif (key = form[/index \.data "([^"]+)"/, 1]) then print data.fetch(key, "<no value>")
  elsif (key = form[/\.data\.(\w+)\}/, 1]) then print data.fetch(key, "")
  else abort "the stand-in does not know the form #{form}"
  end
when %w[create -f]
  object = JSON.parse(STDIN.read)
  File.open(store.call("secret", object["metadata"]["name"]), File::WRONLY | File::CREAT | File::EXCL) do |file|
    file.write(JSON.dump(object["data"]))
  end
when %w[patch secret], %w[patch configmap]
  source = arguments.find { |argument| argument.start_with?("--patch-file=") }
  patch = source ? File.read(source.delete_prefix("--patch-file=")) : arguments[arguments.index("-p") + 1]
  path = store.call(kind, name)
  File.write(path, JSON.dump(JSON.parse(File.read(path)).merge(JSON.parse(patch)["data"])))
when %w[create configmap]
  data = arguments.grep(/\A--from-literal=/).to_h { |argument| argument.delete_prefix("--from-literal=").split("=", 2) }
  File.write(store.call(kind, name), JSON.dump(data))
else
  abort "the stand-in has no answer to: #{call}"
end
