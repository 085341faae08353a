// Puts the manifests of exported bundles before Monokle's validators, with every rule on.
//
//   node validate.js BUNDLE…      prints {bundle: [{check, object, message}]}, and fails if nothing was read
//
// What needs a download is left out: `open-policy-agent` and `admission-policy` are WebAssembly files of
// a content network, `kubernetes-schema` its schemas (kubernetes-validate has those of every minor).
import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  DefaultPluginLoader,
  DisabledFixer,
  MonokleValidator,
  ResourceParser,
  processRefs,
} from '@monokle/validation';
import { parseAllDocuments } from 'yaml';

const PLUGINS = ['yaml-syntax', 'pod-security-standards', 'practices', 'resource-links', 'metadata'];

// Monokle asks for `app.kubernetes.io/managed`; the label that Kubernetes recommends is `managed-by`.
const LABELS = ['name', 'instance', 'version', 'component', 'part-of', 'managed-by'].map(
  label => `app.kubernetes.io/${label}`,
);

// Asks for nothing until somebody lists annotations of their own.
const EMPTY_RULES = ['custom-annotations'];

const BESIDE = 'beside.json';

async function validator() {
  const made = new MonokleValidator({
    loader: new DefaultPluginLoader(),
    parser: new ResourceParser(),
    suppressors: [],
    fixer: new DisabledFixer(),
  });
  const plugins = Object.fromEntries(PLUGINS.map(plugin => [plugin, true]));
  const settings = { noInSourceSuppressions: true, noExternalSuppressions: true };
  await made.preload({ plugins, settings });
  // Half of the rules are off by default.
  const rules = {};
  for (const plugin of PLUGINS) {
    if (!made.isPluginLoaded(plugin)) throw new Error(`Monokle does not load ${plugin}`);
    for (const { name } of made.rules[plugin]) {
      if (!EMPTY_RULES.includes(name)) rules[`${plugin}/${name}`] = 'err';
    }
  }
  rules['metadata/custom-labels'] = ['err', LABELS];
  await made.preload({ plugins, settings, rules });
  for (const plugin of PLUGINS) {
    for (const { name, configuration } of made.rules[plugin]) {
      if (!configuration.enabled && !EMPTY_RULES.includes(name)) {
        throw new Error(`${plugin}/${name} is off`);
      }
    }
  }
  return made;
}

function resource(bundle, file, index, content) {
  // Monokle does not look into ReplicaSets. A Deployment has the same template in the same place.
  if (content.kind === 'ReplicaSet') content.kind = 'Deployment';
  const text = JSON.stringify(content);
  return {
    // Monokle keeps what it has read of a resource by this, across validators.
    id: `${bundle}/${file}#${index}`,
    fileId: file,
    filePath: file,
    fileOffset: 0,
    name: content.metadata?.name ?? '',
    namespace: content.metadata?.namespace,
    apiVersion: content.apiVersion,
    kind: content.kind,
    content,
    text,
  };
}

async function resources(bundle) {
  const folder = join(bundle, 'manifests');
  const found = [];
  for (const file of (await readdir(folder)).sort()) {
    const documents = parseAllDocuments(await readFile(join(folder, file), 'utf8'));
    found.push(...documents.map((document, index) => resource(bundle, file, index, document.toJS())));
  }
  return found;
}

// What is in the cluster beside the bundle: links lead there, and nothing else is said of it.
async function beside(bundle) {
  const objects = JSON.parse(await readFile(`${bundle}.beside.json`, 'utf8'));
  return objects.map((content, index) => resource(bundle, BESIDE, index, content));
}

async function findings(made, bundle) {
  const own = await resources(bundle);
  if (own.length === 0) throw new Error(`${bundle} holds no manifest`);
  const all = [...own, ...(await beside(bundle))];
  processRefs(all, new ResourceParser());
  const response = await made.validate({ resources: all });
  const names = new Map(own.map(({ kind, name }) => [`${name} ${kind.toLowerCase()}`, `${kind}/${name}`]));
  const found = [];
  for (const { ruleId, message, locations } of response.runs[0].results) {
    const logical = locations.flatMap(location => location.logicalLocations ?? []);
    // `name.namespace.kind@file`, without a namespace for what is of the whole cluster.
    const [path, file] = logical.find(({ kind }) => kind === 'resource').fullyQualifiedName.split('@');
    const parts = path.split('.');
    const object = names.get(`${parts.at(0)} ${parts.at(-1)}`) ?? path;
    if (file !== BESIDE) found.push({ check: ruleId, object, message: message.text });
  }
  return found;
}

const bundles = process.argv.slice(2);
const result = {};
for (const bundle of bundles) {
  // A new one each: it keeps what it has read by name.
  result[basename(bundle)] = await findings(await validator(), bundle);
}
process.stdout.write(JSON.stringify(result));
