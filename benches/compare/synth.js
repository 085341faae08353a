// The least that a cdk8s program can do: the objects are at hand as JSON, nothing is computed.
const { App, Chart, ApiObject, YamlOutputType } = require('cdk8s');
const [, , objects, out] = process.argv;

const app = new App({ outdir: out, yamlOutputType: YamlOutputType.FILE_PER_APP });
const chart = new Chart(app, 'bundle', { disableResourceNameHashes: true });
require(objects).forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
app.synth();
