// Plain JavaScript, so that an old Node can run it and print the error below.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `Stockroom needs Node 24 or newer; this is Node ${process.versions.node}. ` +
      'Run "npx -y pnpm@12 install" at the root: it brings Node 24 along, and "npx cdktf ..." then uses it. ' +
      'On macOS and Windows install Node 24 and put it first on the PATH.',
  );
  process.exit(1);
}
// cdktf 0.21 calls util.isArray (DEP0044), and its command line would show the warning as an error.
process.noDeprecation = true;
