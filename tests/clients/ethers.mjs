// The same round with ethers v6: provider, wallet, contract, events, errors, unlocked accounts, typed data, traces. Prints one
// line for each thing that it did, and ends with a non-zero status at the first thing that is not as it must be.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const stage = JSON.parse(process.env.KEEL_STAGE);
const require = createRequire(path.join(stage.root, 'node', 'package.json'));
const ethers = require('ethers');

const provider = new ethers.JsonRpcProvider(stage.rpc, undefined, { polling: true, pollingInterval: 20, cacheTimeout: -1 });
const wallet = ethers.HDNodeWallet.fromPhrase(stage.mnemonic, undefined, `m/44'/60'/0'/0/${stage.keeperIndex}`).connect(provider);
// The contract has ERC-677's event of the same name too.
const TRANSFER = 'Transfer(address,address,uint256)';
const say = (what) => console.log(`ethers: ${what}`);

await knowsTheNetwork();
const weth = await deploysAndWrites();
await understandsRefusals(weth);
await sendsFromUnlockedAccounts();
await sendsAuthorizations(weth);
await listensOverASocket(weth);
await permits();
await rebalancesAProgram();
provider.destroy();
say('done');

async function knowsTheNetwork() {
  const network = await provider.getNetwork();
  assert.equal(network.chainId, BigInt(stage.chainId));
  const block = await provider.getBlock('latest', true);
  assert.equal((await provider.getBlock(block.hash)).number, block.number);
  for (const tag of ['earliest', 'safe', 'finalized', 'pending']) {
    assert.ok((await provider.getBlock(tag)) !== null, tag);
  }
  const fees = await provider.getFeeData();
  assert.ok(fees.maxFeePerGas >= block.baseFeePerGas);
  say(`chain ${network.chainId}, block ${block.number}`);
}

async function deploysAndWrites() {
  const { abi, bytecode } = JSON.parse(readFileSync(stage.artifact, 'utf8'));
  const weth = await new ethers.ContractFactory(abi, bytecode, wallet).deploy();
  await weth.waitForDeployment();
  const amount = ethers.parseEther('0.25');
  const estimate = await weth.deposit.estimateGas({ value: amount });
  const sent = await weth.deposit({ value: amount });
  const receipt = await sent.wait();
  assert.equal(receipt.status, 1);
  assert.ok(receipt.gasUsed <= estimate);
  assert.equal(await weth.balanceOf(wallet.address), amount);
  const [event] = await weth.queryFilter(weth.filters[TRANSFER](null, wallet.address), receipt.blockNumber);
  assert.equal(event.args[2], amount);
  assert.equal(event.transactionHash, sent.hash);
  const trace = await provider.send('debug_traceTransaction', [sent.hash, { tracer: 'callTracer' }]);
  assert.equal(trace.to.toLowerCase(), (await weth.getAddress()).toLowerCase());
  assert.equal(BigInt(trace.gasUsed), receipt.gasUsed);
  const steps = await provider.send('debug_traceTransaction', [sent.hash, { disableStack: true }]);
  assert.ok(steps.structLogs.some((step) => step.op === 'SSTORE'));
  say(`deployed, wrote, found the log, traced ${steps.structLogs.length} opcodes`);
  return weth;
}

async function understandsRefusals(weth) {
  const code = async (promise) => promise.then(() => assert.fail('it was refused'), (error) => error.code);
  const poor = ethers.Wallet.createRandom(provider);
  assert.equal(await code(poor.sendTransaction({ to: wallet.address, value: 1n, gasLimit: 21000n })), 'INSUFFICIENT_FUNDS');
  assert.equal(await code(wallet.sendTransaction({ to: wallet.address, nonce: 0 })), 'NONCE_EXPIRED');
  const error = await weth.withdraw(10n ** 30n).catch((error) => error);
  assert.equal(error.code, 'CALL_EXCEPTION');
  assert.equal(error.reason, 'ERC20: burn amount exceeds balance');
  say('understood INSUFFICIENT_FUNDS, NONCE_EXPIRED and a revert with its reason');
}

async function sendsFromUnlockedAccounts() {
  const signer = await provider.getSigner(2);
  const hash = (await signer.sendTransaction({ to: wallet.address, value: 7n })).hash;
  assert.equal((await provider.waitForTransaction(hash)).from, signer.address);
  const message = await signer.signMessage('hello');
  assert.equal(ethers.verifyMessage('hello', message), signer.address);
  const domain = { name: 'Keel', version: '1', chainId: stage.chainId };
  const types = { Order: [{ name: 'maker', type: 'address' }, { name: 'amounts', type: 'uint256[]' }] };
  const value = { maker: signer.address, amounts: [1n, 2n ** 200n] };
  const typed = await signer.signTypedData(domain, types, value);
  assert.equal(ethers.verifyTypedData(domain, types, value, typed), signer.address);
  const raw = await signer.signTransaction({ to: wallet.address, value: 3n });
  assert.equal(ethers.Transaction.from(raw).from, signer.address);
  say('sent and signed as an unlocked account');
}

async function sendsAuthorizations(weth) {
  const authority = ethers.Wallet.createRandom(provider);
  const target = await weth.getAddress();
  const authorization = await authority.authorize({ address: target, chainId: stage.chainId, nonce: 0 });
  const sent = await wallet.sendTransaction({ type: 4, to: authority.address, authorizationList: [authorization], gasLimit: 200000n });
  assert.equal((await sent.wait()).status, 1);
  assert.equal(await provider.getCode(authority.address), `0xef0100${target.slice(2).toLowerCase()}`);
  const borrowed = new ethers.Contract(authority.address, weth.interface, provider);
  assert.equal(await borrowed.balanceOf(wallet.address), 0n);
  say('delegated an account to a contract');
}

async function listensOverASocket(weth) {
  const socket = new ethers.WebSocketProvider(stage.rpc.replace('http', 'ws'));
  const listening = weth.connect(socket);
  const heard = new Promise((resolve) => listening.on(TRANSFER, (from, to, value) => resolve(value)));
  const head = new Promise((resolve) => socket.once('block', resolve));
  await socket.getBlockNumber();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await (await weth.deposit({ value: 11n })).wait();
  assert.equal(await heard, 11n);
  say(`heard of it in block ${await head}`);
  await listening.removeAllListeners();
  // It unsubscribes in the background, and may not be cut off while it does.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await socket.destroy();
}

async function permits() {
  const abi = JSON.parse(readFileSync(path.join(stage.root, 'abi', 'IVault.json'), 'utf8'));
  const vault = new ethers.Contract(stage.vault, abi, wallet);
  const holder = ethers.HDNodeWallet.fromPhrase(stage.mnemonic, undefined, `m/44'/60'/0'/0/${stage.holderIndex}`).connect(provider);
  const { name, version, chainId, verifyingContract } = await vault.eip712Domain();
  const domain = { name, version, chainId, verifyingContract };
  assert.equal(await vault.DOMAIN_SEPARATOR(), ethers.TypedDataEncoder.hashDomain(domain));
  const types = { Permit: ['owner:address', 'spender:address', 'value:uint256', 'nonce:uint256', 'deadline:uint256'].map((field) => {
    const [name, type] = field.split(':');
    return { name, type };
  }) };
  const permit = { owner: holder.address, spender: wallet.address, value: 10n ** 15n, nonce: await vault.nonces(holder.address), deadline: ethers.MaxUint256 };
  const { v, r, s } = ethers.Signature.from(await holder.signTypedData(domain, types, permit));
  await (await vault.permit(permit.owner, permit.spender, permit.value, permit.deadline, v, r, s)).wait();
  assert.equal(await vault.allowance(permit.owner, permit.spender), permit.value);
  await (await vault.transferFrom(permit.owner, wallet.address, permit.value)).wait();
  assert.equal(await vault.balanceOf(wallet.address), permit.value);
  assert.equal(await vault.nonces(holder.address), permit.nonce + 1n);
  say(`took ${permit.value} shares by a permit`);
}

async function rebalancesAProgram() {
  const abi = JSON.parse(readFileSync(path.join(stage.root, 'abi', 'IVault.json'), 'utf8'));
  const vault = new ethers.Contract(stage.vault, abi, wallet);
  const before = await vault.previewRebalance();
  assert.ok(before.maxDriftWad > before.bandWad);
  const sent = await vault.rebalance(ethers.MaxUint256);
  const receipt = await sent.wait();
  const parsed = receipt.logs.map((log) => vault.interface.parseLog(log)).filter((log) => log?.name === 'Rebalanced');
  assert.equal(parsed.length, 1);
  assert.equal(parsed[0].args.keeper, wallet.address);
  const hosts = await provider.send('debug_traceTransaction', [sent.hash, { tracer: 'stylusTracer' }]);
  assert.ok(hosts.some((step) => step.name === 'user_entrypoint') || hosts.some((step) => step.steps?.length));
  const refusal = await vault.rebalance.staticCall(ethers.MaxUint256).catch((error) => error);
  assert.equal(refusal.code, 'CALL_EXCEPTION');
  assert.equal(refusal.revert.name, 'BandNotBreached');
  say(`rebalanced with ${parsed[0].args.fills.length} trades, traced ${hosts.length} host calls, understood ${refusal.revert.name}`);
}
