// The objects of a file of YAML documents as JSON, for synth.js.
const fs = require('node:fs');
const { Yaml } = require('cdk8s');
const [, , from, to] = process.argv;

const objects = Yaml.load(from);
fs.writeFileSync(to, JSON.stringify(objects));
console.log(objects.length);
