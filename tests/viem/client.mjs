// A wallet and reader as dApps have them: viem with a local account, against the URL and addresses in KEEL_STAGE (JSON). Prints
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
const vault = { address: stage.vault, abi: JSON.parse(readFileSync(path.join(stage.root, 'abi', 'IVault.json'), 'utf8')) };
await readsTheVault();
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
