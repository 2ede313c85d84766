// A wallet, a reader and a test client as dApps have them: viem with a local account, against the URL and addresses in KEEL_STAGE (JSON). Prints
// one line for each thing that it did, and ends with a non-zero status at the first thing that is not as it must be.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const stage = JSON.parse(process.env.KEEL_STAGE);
const require = createRequire(path.join(stage.root, 'node', 'package.json'));
const viem = require('viem');
const { mnemonicToAccount } = require('viem/accounts');

const chain = viem.defineChain({
  id: stage.chainId,
  name: 'local',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [stage.rpc] } },
});
const transport = viem.http(stage.rpc);
const account = mnemonicToAccount(stage.mnemonic, { addressIndex: stage.keeperIndex });
const reader = viem.createPublicClient({ chain, transport, pollingInterval: 20 });
const wallet = viem.createWalletClient({ account, chain, transport });

const say = (what) => console.log(`viem: ${what}`);
const mined = async (hash) => {
  const receipt = await reader.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success', hash);
  return receipt;
};

await readsTheChain();
const weth = await deploysAPlainContract();
await writesReadsAndFindsLogs(weth);
await sendsEveryKindOfTransaction();
await traces(weth);
await triesThingsOut(weth);
await understandsRefusedTransactions();
await drivesTheChain('anvil');
await drivesTheChain('hardhat');
await startsAsMetaMaskDoes();
const vault = { address: stage.vault, abi: JSON.parse(readFileSync(path.join(stage.root, 'abi', 'IVault.json'), 'utf8')) };
await readsTheVault();
await looksThroughTheLens();
await permits();
await depositsBySignature();
await rebalances();
await understandsARefusal();
say('done');

async function readsTheChain() {
  assert.equal(await reader.getChainId(), stage.chainId);
  const number = await reader.getBlockNumber();
  const block = await reader.getBlock({ blockNumber: number, includeTransactions: true });
  assert.equal(block.number, number);
  const fees = await reader.estimateFeesPerGas();
  assert.ok(fees.maxFeePerGas >= block.baseFeePerGas);
  const history = await reader.getFeeHistory({ blockCount: 4, rewardPercentiles: [50] });
  assert.ok(history.baseFeePerGas.length >= 2);
  assert.ok((await reader.getBalance({ address: account.address })) > 0n);
  assert.ok((await reader.getGasPrice()) > 0n);
  say(`block ${number}, base fee ${block.baseFeePerGas}`);
}

async function deploysAPlainContract() {
  const { abi, bytecode } = JSON.parse(readFileSync(stage.artifact, 'utf8'));
  const receipt = await mined(await wallet.deployContract({ abi, bytecode, args: [] }));
  const code = await reader.getCode({ address: receipt.contractAddress });
  assert.ok(code.length > 2);
  say(`deployed a contract of ${code.length / 2 - 1} bytes with ${receipt.gasUsed} gas`);
  return { address: receipt.contractAddress, abi };
}

async function writesReadsAndFindsLogs(weth) {
  const amount = viem.parseEther('1.5');
  // Its constructor has locked it, and says so in a Solidity string.
  const initialize = { ...weth, functionName: 'initialize', args: ['W', 'W', 18, account.address, stage.factory] };
  await assert.rejects(wallet.writeContract(initialize), /already initialized/);

  const deposit = { ...weth, functionName: 'deposit', value: amount };
  const estimate = await reader.estimateContractGas({ ...deposit, account });
  const receipt = await mined(await wallet.writeContract(deposit));
  assert.ok(receipt.gasUsed <= estimate, `${receipt.gasUsed} used, ${estimate} estimated`);
  assert.ok(receipt.gasUsed * 2n > estimate, `${receipt.gasUsed} used, ${estimate} estimated`);
  const balance = await reader.readContract({ ...weth, functionName: 'balanceOf', args: [account.address] });
  assert.equal(balance, amount);

  const event = viem.parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 value)');
  const filter = { address: weth.address, event, args: { to: account.address }, fromBlock: receipt.blockNumber };
  const logs = await reader.getLogs(filter);
  assert.equal(logs.length, 1);
  assert.equal(logs[0].args.value, amount);
  assert.equal(logs[0].transactionHash, receipt.transactionHash);
  assert.equal((await reader.getLogs({ ...filter, args: { to: stage.factory } })).length, 0);
  say(`wrote, read back ${balance}, found its log in block ${logs[0].blockNumber}; ${receipt.gasUsed} of ${estimate} gas`);
}

async function sendsEveryKindOfTransaction() {
  const to = '0x00000000000000000000000000000000000c0ffe';
  const gasPrice = (await reader.getGasPrice()) * 2n;
  const kinds = {
    legacy: { type: 'legacy', gasPrice },
    eip2930: { type: 'eip2930', gasPrice, accessList: [{ address: to, storageKeys: [] }] },
    eip1559: { type: 'eip1559' },
  };
  for (const [kind, fields] of Object.entries(kinds)) {
    const receipt = await mined(await wallet.sendTransaction({ to, value: 1n, ...fields }));
    const transaction = await reader.getTransaction({ hash: receipt.transactionHash });
    assert.equal(transaction.type, kind);
    assert.equal(transaction.from.toLowerCase(), account.address.toLowerCase());
  }
  assert.equal(await reader.getBalance({ address: to }), 3n);
  say('sent legacy, access-list and 1559 transactions');
}

async function traces(weth) {
  const hash = await wallet.writeContract({ ...weth, functionName: 'deposit', value: 2n });
  const receipt = await mined(hash);
  const ask = (options) => reader.request({ method: 'debug_traceTransaction', params: [hash, options] });
  const calls = await ask({ tracer: 'callTracer', tracerConfig: { withLog: true } });
  assert.equal(BigInt(calls.gasUsed), receipt.gasUsed);
  assert.equal(calls.logs.length, receipt.logs.length);
  const opcodes = await ask({});
  assert.equal(opcodes.failed, false);
  assert.ok(opcodes.structLogs.some((step) => step.op === 'SSTORE'));
  const { post } = await ask({ tracer: 'prestateTracer', tracerConfig: { diffMode: true } });
  assert.equal(BigInt(post[weth.address.toLowerCase()].balance), await reader.getBalance({ address: weth.address }));
  say(`traced ${opcodes.structLogs.length} opcodes and ${calls.logs.length} logs`);
}

async function triesThingsOut(weth) {
  const data = viem.encodeFunctionData({ ...weth, functionName: 'transfer', args: [stage.factory, 1n] });
  const { accessList, gasUsed } = await reader.createAccessList({ account: account.address, to: weth.address, data });
  assert.ok(accessList[0].storageKeys.length >= 2);
  const receipt = await mined(await wallet.sendTransaction({ to: weth.address, data, accessList }));
  assert.equal(receipt.gasUsed, gasUsed);

  const { results } = await reader.simulateCalls({
    account: account.address,
    calls: [
      { to: weth.address, abi: weth.abi, functionName: 'deposit', value: 5n },
      { to: weth.address, abi: weth.abi, functionName: 'balanceOf', args: [account.address] },
    ],
  });
  const balance = await reader.readContract({ ...weth, functionName: 'balanceOf', args: [account.address] });
  assert.equal(results[1].result, balance + 5n);

  const slot = viem.pad('0x0');
  const proof = await reader.getProof({ address: weth.address, storageKeys: [slot] });
  const { stateRoot } = await reader.getBlock();
  assert.equal(viem.keccak256(proof.accountProof[0]), stateRoot);

  const authority = mnemonicToAccount(stage.mnemonic, { addressIndex: 60 });
  const authorization = await authority.signAuthorization({ contractAddress: weth.address, chainId: stage.chainId, nonce: 0 });
  const delegated = await mined(await wallet.sendTransaction({ to: authority.address, authorizationList: [authorization], gas: 200000n }));
  const { type } = await reader.getTransaction({ hash: delegated.transactionHash });
  assert.equal(type, 'eip7702');
  assert.equal((await reader.getDelegation({ address: authority.address })).toLowerCase(), weth.address.toLowerCase());
  say(`listed ${accessList.length} accounts, simulated, proved, delegated`);
}

async function understandsRefusedTransactions() {
  const refused = async (promise, error) => {
    const caught = await promise.then(() => assert.fail(`expected ${error.name}`), (caught) => caught);
    assert.ok(caught.walk((cause) => cause instanceof error), `${error.name} expected: ${caught}`);
  };
  const poor = viem.createWalletClient({ account: mnemonicToAccount(stage.mnemonic, { addressIndex: 61 }), chain, transport });
  const to = account.address;
  await refused(poor.sendTransaction({ to, value: 1n, gas: 21000n }), viem.InsufficientFundsError);
  await refused(wallet.sendTransaction({ to, nonce: 0, gas: 21000n }), viem.NonceTooLowError);
  await refused(wallet.sendTransaction({ to, gas: 20000n }), viem.IntrinsicGasTooLowError);
  await refused(wallet.sendTransaction({ to, gas: 21000n, maxFeePerGas: 1n, maxPriorityFeePerGas: 0n }), viem.FeeCapTooLowError);
  await refused(reader.request({ method: 'eth_noSuchMethod' }), viem.MethodNotFoundRpcError);
  await refused(reader.request({ method: 'eth_getBalance', params: ['0x1'] }), viem.InvalidParamsRpcError);
  say('understood six refusals by their types');
}

async function drivesTheChain(mode) {
  const chainClient = viem.createTestClient({ mode, chain, transport });
  const id = await chainClient.snapshot();
  const before = await reader.getBlockNumber({ cacheTime: 0 });
  const someone = '0x00000000000000000000000000000000000b0b01';
  await chainClient.setBalance({ address: someone, value: 10n ** 18n });
  await chainClient.impersonateAccount({ address: someone });
  await chainClient.setNonce({ address: someone, nonce: 5 });
  const hash = await viem.createWalletClient({ chain, transport }).sendTransaction({ account: someone, to: account.address, value: 1n });
  assert.equal((await mined(hash)).from.toLowerCase(), someone.toLowerCase());
  await chainClient.stopImpersonatingAccount({ address: someone });
  await chainClient.setCode({ address: someone, bytecode: '0x5f545f5260205ff3' });
  await chainClient.setStorageAt({ address: someone, index: 0, value: viem.pad('0x2a') });
  assert.equal((await reader.call({ to: someone })).data, viem.pad('0x2a'));
  await chainClient.setNextBlockBaseFeePerGas({ baseFeePerGas: viem.parseGwei('0.2') });
  await chainClient.setCoinbase({ address: someone });
  await chainClient.mine({ blocks: 2, interval: 10 });
  const block = await reader.getBlock();
  assert.equal(block.number, before + 3n);
  assert.equal(block.baseFeePerGas, viem.parseGwei('0.2'));
  assert.equal(block.miner.toLowerCase(), someone.toLowerCase());
  await chainClient.setNextBlockTimestamp({ timestamp: block.timestamp + 1000n });
  await chainClient.mine({ blocks: 1 });
  assert.equal((await reader.getBlock()).timestamp, block.timestamp + 1000n);
  assert.equal(await chainClient.getAutomine(), true);
  await chainClient.setAutomine(false);
  const waiting = await wallet.sendTransaction({ to: someone, value: 1n, gas: 100000n });
  const content = await chainClient.getTxpoolContent();
  assert.equal(Object.keys(content.pending).length, 1);
  assert.equal((await chainClient.getTxpoolStatus()).pending, 1);
  await chainClient.inspectTxpool();
  await chainClient.dropTransaction({ hash: waiting });
  assert.equal((await chainClient.getTxpoolStatus()).pending, 0);
  await chainClient.setAutomine(true);
  await chainClient.increaseTime({ seconds: 60 });
  if (mode === 'anvil') {
    await chainClient.setBlockTimestampInterval({ interval: 12 });
    await chainClient.removeBlockTimestampInterval();
    const state = await chainClient.dumpState();
    await chainClient.mine({ blocks: 1 });
    await chainClient.loadState({ state });
    assert.equal(await reader.getBlockNumber({ cacheTime: 0 }), before + 4n);
  }
  await chainClient.revert({ id });
  assert.equal(await reader.getBlockNumber({ cacheTime: 0 }), before);
  say(`drove the chain in the words of ${mode}`);
}

// What the extension asks of a network that is added to it, and before and after a payment.
async function startsAsMetaMaskDoes() {
  const ask = (method, params = []) => reader.request({ method, params });
  const hex = /^0x[0-9a-f]+$/;
  assert.equal(await ask('eth_chainId'), viem.toHex(stage.chainId));
  assert.equal(await ask('net_version'), String(stage.chainId));
  assert.match(await ask('eth_blockNumber'), hex);
  const block = await ask('eth_getBlockByNumber', ['latest', false]);
  assert.match(block.baseFeePerGas, hex);
  assert.equal(await ask('eth_getCode', [account.address, block.number]), '0x');
  assert.match(await ask('eth_getBalance', [account.address, block.number]), hex);
  const history = await ask('eth_feeHistory', ['0x5', 'latest', [10, 20, 30]]);
  assert.equal(history.reward[0].length, 3);
  assert.equal(history.baseFeePerGas.length, history.gasUsedRatio.length + 1);
  assert.match(await ask('eth_gasPrice'), hex);
  assert.match(await ask('eth_maxPriorityFeePerGas'), hex);
  assert.match(await ask('eth_getTransactionCount', [account.address, 'pending']), hex);
  const request = { from: account.address, to: stage.factory, value: '0x0', data: '0x', gas: '0x5f5e100' };
  assert.equal((await ask('eth_getTransactionReceipt', [viem.pad('0x1')])), null);
  assert.match(await ask('eth_estimateGas', [{ ...request, to: account.address }]), hex);
  assert.equal((await ask('eth_getBlockByHash', [block.hash, false])).number, block.number);
  say("answered MetaMask's start-up");
}

async function readsTheVault() {
  const read = (functionName, args = []) => reader.readContract({ ...vault, functionName, args });
  const assets = await read('assets');
  assert.equal(assets.length, stage.tokens.length);
  assets.forEach((asset, index) => assert.equal(asset.token.toLowerCase(), stage.tokens[index].toLowerCase()));
  assert.equal(assets.reduce((sum, asset) => sum + asset.targetWad, 0n), 10n ** 18n);
  const contracts = ['name', 'symbol', 'totalSupply', 'balances', 'prices', 'policy'].map((functionName) => ({ ...vault, functionName }));
  const [name, symbol, supply, balances, prices, policy] = await reader.multicall({
    contracts,
    multicallAddress: stage.multicall3,
    allowFailure: false,
  });
  assert.equal(supply, await read('totalSupply'));
  assert.equal(balances.length, prices.length);
  assert.equal(policy.bandBps, stage.bandBps);
  say(`vault ${symbol} (${name}): supply ${supply}, ${balances.length} assets`);
}

// A page's one question: everything about a vault, and what is no vault beside it.
async function looksThroughTheLens() {
  const lens = { address: stage.lens, abi: JSON.parse(readFileSync(path.join(stage.root, 'abi', 'ILens.json'), 'utf8')) };
  const DUE = 1;
  const NOT_A_VAULT = 0;
  const read = (functionName, args) => reader.readContract({ ...lens, functionName, args });
  const { portfolio, decision } = await read('explain', [stage.vault]);
  assert.equal(portfolio.verdict, DUE);
  assert.deepEqual(portfolio.faults, []);
  assert.deepEqual(decision, await reader.readContract({ ...vault, functionName: 'previewRebalance' }));
  const farthest = portfolio.constituents.map(({ driftWad }) => (driftWad < 0n ? -driftWad : driftWad)).sort((a, b) => (a < b ? 1 : -1))[0];
  assert.equal(farthest, decision.maxDriftWad);
  const list = await read('portfolios', [[stage.multicall3, stage.vault, account.address]]);
  assert.deepEqual(list.map(({ verdict }) => verdict), [NOT_A_VAULT, DUE, NOT_A_VAULT]);
  assert.deepEqual(list[1], portfolio);
  const holder = mnemonicToAccount(stage.mnemonic, { addressIndex: stage.holderIndex });
  const position = await read('userPosition', [stage.vault, holder.address]);
  assert.equal(position.shares, await reader.readContract({ ...vault, functionName: 'balanceOf', args: [holder.address] }));
  assert.ok(position.shares > 0n && position.valueWad > 0n);
  // A fault's data is decoded with the lens' own ABI: the factory answers no function of a vault.
  const [stranger] = (await read('portfolio', [stage.factory])).faults;
  const { errorName, args } = viem.decodeErrorResult({ abi: lens.abi, data: stranger.data });
  assert.deepEqual([errorName, args], ['SelectorUnknown', [stranger.selector]]);
  say(`looked at ${list.length} portfolios; ${portfolio.symbol} is worth ${portfolio.navWad}, the holder has ${position.valueWad}`);
}

// An approval that costs its giver no gas: what a dApp does with a token that has EIP-2612 and EIP-5267.
async function permits() {
  const read = (functionName, args = []) => reader.readContract({ ...vault, functionName, args });
  const holder = mnemonicToAccount(stage.mnemonic, { addressIndex: stage.holderIndex });
  const { domain } = await reader.getEip712Domain({ address: vault.address });
  assert.equal(await read('DOMAIN_SEPARATOR'), viem.domainSeparator({ domain: { ...domain, salt: undefined } }));
  assert.equal(await read('supportsInterface', ['0x9d8ff7da']), true);
  const types = { Permit: ['owner:address', 'spender:address', 'value:uint256', 'nonce:uint256', 'deadline:uint256'].map((field) => {
    const [name, type] = field.split(':');
    return { name, type };
  }) };
  const { timestamp } = await reader.getBlock();
  const message = { owner: holder.address, spender: account.address, value: 10n ** 15n, nonce: await read('nonces', [holder.address]), deadline: timestamp + 3600n };
  const { name, version, chainId, verifyingContract } = domain;
  const signature = await holder.signTypedData({ domain: { name, version, chainId, verifyingContract }, types, primaryType: 'Permit', message });
  const { r, s, yParity } = viem.parseSignature(signature);
  const args = [message.owner, message.spender, message.value, message.deadline, 27 + yParity, r, s];
  const receipt = await mined(await wallet.writeContract({ ...vault, functionName: 'permit', args }));
  const [event] = viem.parseEventLogs({ abi: vault.abi, logs: receipt.logs, eventName: 'Approval' });
  assert.deepEqual([event.args.owner, event.args.spender, event.args.value], [message.owner, message.spender, message.value]);
  assert.equal(await read('allowance', [message.owner, message.spender]), message.value);
  await mined(await wallet.writeContract({ ...vault, functionName: 'transferFrom', args: [message.owner, account.address, message.value] }));
  assert.equal(await read('balanceOf', [account.address]), message.value);
  const replay = await reader.simulateContract({ ...vault, functionName: 'permit', args, account }).then(
    () => assert.fail('the same permit again'),
    (error) => error.walk((cause) => cause instanceof viem.ContractFunctionRevertedError),
  );
  assert.equal(replay.data.errorName, 'ERC2612InvalidSigner');
  assert.equal(replay.data.args[1], message.owner);
  say(`took ${message.value} shares by a permit for "${name}", once`);
}

async function depositsBySignature() {
  const read = (functionName, args = []) => reader.readContract({ ...vault, functionName, args });
  const fields = (...list) => list.map((field) => ({ name: field.split(':')[0], type: field.split(':')[1] }));
  const holder = mnemonicToAccount(stage.mnemonic, { addressIndex: stage.holderIndex });
  const holding = viem.createWalletClient({ account: holder, chain, transport });
  const [shares, forever, permit2] = [10n ** 15n, 2n ** 256n - 1n, '0x000000000022D473030F116dDEE9F6B43aC78BA3'];
  await mined(await holding.writeContract({ ...vault, functionName: 'redeemInKind', args: [3n * shares, stage.tokens.map(() => 0n), holder.address, holder.address, forever] }));
  const balance = await read('balanceOf', [holder.address]);
  const deadline = (await reader.getBlock()).timestamp + 3600n;

  // One transaction and no approval before it: a permit for each token, and the deposit.
  let amounts = await read('previewDepositInKind', [shares]);
  const abi = viem.parseAbi([
    'function name() view returns (string)',
    'function nonces(address) view returns (uint256)',
    'function approve(address, uint256) returns (bool)',
  ]);
  const types = { Permit: fields('owner:address', 'spender:address', 'value:uint256', 'nonce:uint256', 'deadline:uint256') };
  const calls = [];
  for (const [index, token] of stage.tokens.entries()) {
    const ask = (functionName, args = []) => reader.readContract({ address: token, abi, functionName, args });
    const domain = { name: await ask('name'), version: '1', chainId: stage.chainId, verifyingContract: token };
    const message = { owner: holder.address, spender: vault.address, value: amounts[index], nonce: await ask('nonces', [holder.address]), deadline };
    const { r, s, yParity } = viem.parseSignature(await holding.signTypedData({ domain, types, primaryType: 'Permit', message }));
    calls.push(viem.encodeFunctionData({ ...vault, functionName: 'selfPermit', args: [token, message.value, deadline, 27 + yParity, r, s] }));
  }
  calls.push(viem.encodeFunctionData({ ...vault, functionName: 'depositInKind', args: [shares, amounts, holder.address, deadline] }));
  await mined(await holding.writeContract({ ...vault, functionName: 'multicall', args: [calls] }));
  assert.equal(await read('balanceOf', [holder.address]), balance + shares);

  // One signature for the whole basket, out of what Permit2 may take; somebody else sends it.
  for (const address of stage.tokens) {
    await mined(await holding.writeContract({ address, abi, functionName: 'approve', args: [permit2, forever] }));
  }
  amounts = await read('previewDepositInKind', [shares]);
  const signature = await holding.signTypedData({
    domain: { name: 'Permit2', chainId: stage.chainId, verifyingContract: permit2 },
    types: {
      PermitBatchWitnessTransferFrom: fields('permitted:TokenPermissions[]', 'spender:address', 'nonce:uint256', 'deadline:uint256', 'witness:InKindDeposit'),
      TokenPermissions: fields('token:address', 'amount:uint256'),
      InKindDeposit: fields('shares:uint256', 'receiver:address'),
    },
    primaryType: 'PermitBatchWitnessTransferFrom',
    message: {
      permitted: stage.tokens.map((token, index) => ({ token, amount: amounts[index] })),
      spender: vault.address,
      nonce: 1n,
      deadline,
      witness: { shares, receiver: holder.address },
    },
  });
  const args = [shares, amounts, holder.address, holder.address, 1n, deadline, signature];
  await mined(await wallet.writeContract({ ...vault, functionName: 'depositInKindWithPermit2', args }));
  assert.equal(await read('balanceOf', [holder.address]), balance + 2n * shares);
  say(`deposited ${shares} shares by permits of ${stage.tokens.length} tokens, and as many by one signature for Permit2`);
}

async function rebalances() {
  const decision = await reader.readContract({ ...vault, functionName: 'previewRebalance' });
  assert.ok(decision.maxDriftWad > decision.bandWad);
  assert.ok(decision.trades.length > 0);
  const call = { ...vault, functionName: 'rebalance', args: [2n ** 256n - 1n], account };
  const { result, request } = await reader.simulateContract(call);
  const receipt = await mined(await wallet.writeContract(request));
  const [event] = viem.parseEventLogs({ abi: vault.abi, logs: receipt.logs, eventName: 'Rebalanced' });
  assert.equal(event.args.keeper.toLowerCase(), account.address.toLowerCase());
  assert.equal(event.args.epoch, 1n);
  assert.deepEqual(event.args.fills, result);
  assert.equal(event.args.fills.length, decision.trades.length);
  assert.ok(event.args.maxDriftAfterWad < decision.bandWad);
  const found = await reader.getContractEvents({ ...vault, eventName: 'Rebalanced', fromBlock: receipt.blockNumber });
  assert.equal(found.length, 1);
  say(`rebalanced with ${event.args.fills.length} trades, ${receipt.gasUsed} gas, drift ${decision.maxDriftWad} -> ${event.args.maxDriftAfterWad}`);
}

async function understandsARefusal() {
  const decision = await reader.readContract({ ...vault, functionName: 'previewRebalance' });
  const call = { ...vault, functionName: 'rebalance', args: [2n ** 256n - 1n], account };
  const error = await reader.simulateContract(call).then(
    () => assert.fail('a rebalance inside the band'),
    (error) => error.walk((cause) => cause instanceof viem.ContractFunctionRevertedError),
  );
  assert.equal(error.data.errorName, 'BandNotBreached');
  assert.deepEqual(error.data.args, [decision.maxDriftWad, decision.bandWad]);
  await assert.rejects(wallet.writeContract({ ...call }), /BandNotBreached/);
  say(`understood ${error.data.errorName}(${error.data.args.join(', ')})`);
}
