// Written by `cargo keel abi` from abi/Keel.sol; do not edit.

export const oracleAbi = [
  {
    "type": "function",
    "name": "descriptionHashOf",
    "inputs": [
      {
        "name": "feedId",
        "type": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "feedIdOf",
    "inputs": [
      {
        "name": "feed",
        "type": "tuple",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "feedId",
        "type": "bytes32"
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "isRegistered",
    "inputs": [
      {
        "name": "feedId",
        "type": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "read",
    "inputs": [
      {
        "name": "feeds",
        "type": "tuple[]",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "sequencer",
        "type": "tuple",
        "components": [
          {
            "name": "feed",
            "type": "address"
          },
          {
            "name": "graceSeconds",
            "type": "uint32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "pricesE36",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "readLast",
    "inputs": [
      {
        "name": "feeds",
        "type": "tuple[]",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "pricesE36",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "register",
    "inputs": [
      {
        "name": "feed",
        "type": "tuple",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "feedId",
        "type": "bytes32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "FeedRegistered",
    "inputs": [
      {
        "name": "feedId",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "aggregator",
        "type": "address",
        "indexed": true
      },
      {
        "name": "feed",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "description",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  }
] as const;

export const observerAbi = [
  {
    "type": "function",
    "name": "facts",
    "inputs": [
      {
        "name": "feeds",
        "type": "tuple[]",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "sequencer",
        "type": "tuple",
        "components": [
          {
            "name": "feed",
            "type": "address"
          },
          {
            "name": "graceSeconds",
            "type": "uint32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "facts",
        "type": "tuple[]",
        "components": [
          {
            "name": "priceE36",
            "type": "uint256"
          },
          {
            "name": "ageSeconds",
            "type": "uint256"
          },
          {
            "name": "varianceE27",
            "type": "uint256"
          },
          {
            "name": "coveredSeconds",
            "type": "uint256"
          },
          {
            "name": "varianceAgeSeconds",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "observe",
    "inputs": [
      {
        "name": "feeds",
        "type": "tuple[]",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "roundsLeft",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "status",
    "inputs": [
      {
        "name": "oracle",
        "type": "address"
      },
      {
        "name": "feeds",
        "type": "tuple[]",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "sequencer",
        "type": "tuple",
        "components": [
          {
            "name": "feed",
            "type": "address"
          },
          {
            "name": "graceSeconds",
            "type": "uint32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "sequencerStatus",
        "type": "tuple",
        "components": [
          {
            "name": "check",
            "type": "uint8"
          },
          {
            "name": "since",
            "type": "uint256"
          },
          {
            "name": "graceLeftSeconds",
            "type": "uint256"
          }
        ]
      },
      {
        "name": "feedStatuses",
        "type": "tuple[]",
        "components": [
          {
            "name": "feedId",
            "type": "bytes32"
          },
          {
            "name": "isRegistered",
            "type": "bool"
          },
          {
            "name": "check",
            "type": "uint8"
          },
          {
            "name": "got",
            "type": "uint256"
          },
          {
            "name": "allowed",
            "type": "uint256"
          },
          {
            "name": "priceE36",
            "type": "uint256"
          },
          {
            "name": "answer",
            "type": "int256"
          },
          {
            "name": "roundId",
            "type": "uint80"
          },
          {
            "name": "updatedAt",
            "type": "uint256"
          },
          {
            "name": "ageSeconds",
            "type": "uint256"
          },
          {
            "name": "description",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "variance",
    "inputs": [
      {
        "name": "feed",
        "type": "tuple",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "variance",
        "type": "tuple",
        "components": [
          {
            "name": "varianceE27",
            "type": "uint256"
          },
          {
            "name": "coveredSeconds",
            "type": "uint256"
          },
          {
            "name": "roundId",
            "type": "uint80"
          },
          {
            "name": "updatedAt",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "variances",
    "inputs": [
      {
        "name": "feeds",
        "type": "tuple[]",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "variances",
        "type": "tuple[]",
        "components": [
          {
            "name": "varianceE27",
            "type": "uint256"
          },
          {
            "name": "coveredSeconds",
            "type": "uint256"
          },
          {
            "name": "roundId",
            "type": "uint80"
          },
          {
            "name": "updatedAt",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "Observed",
    "inputs": [
      {
        "name": "feedId",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "roundId",
        "type": "uint80",
        "indexed": false
      },
      {
        "name": "updatedAt",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "varianceE27",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "rounds",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  }
] as const;

export const guardAbi = [
  {
    "type": "function",
    "name": "create",
    "inputs": [
      {
        "name": "guard",
        "type": "tuple",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "minAnswer",
            "type": "uint128"
          },
          {
            "name": "maxAnswer",
            "type": "uint128"
          },
          {
            "name": "jumpBps",
            "type": "uint16"
          },
          {
            "name": "cooldownSeconds",
            "type": "uint32"
          },
          {
            "name": "shares",
            "type": "address"
          },
          {
            "name": "growthBpsPerYear",
            "type": "uint16"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "decimals",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint8"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "description",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "getRoundData",
    "inputs": [
      {
        "name": "id",
        "type": "uint80"
      }
    ],
    "outputs": [
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answer",
        "type": "int256"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "guard",
    "inputs": [],
    "outputs": [
      {
        "name": "parameters",
        "type": "tuple",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "minAnswer",
            "type": "uint128"
          },
          {
            "name": "maxAnswer",
            "type": "uint128"
          },
          {
            "name": "jumpBps",
            "type": "uint16"
          },
          {
            "name": "cooldownSeconds",
            "type": "uint32"
          },
          {
            "name": "shares",
            "type": "address"
          },
          {
            "name": "growthBpsPerYear",
            "type": "uint16"
          }
        ]
      },
      {
        "name": "pins",
        "type": "tuple",
        "components": [
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "shareDecimals",
            "type": "uint8"
          },
          {
            "name": "assetDecimals",
            "type": "uint8"
          },
          {
            "name": "rate",
            "type": "uint128"
          },
          {
            "name": "rateAt",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "latestRoundData",
    "inputs": [],
    "outputs": [
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answer",
        "type": "int256"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "version",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "Guarded",
    "inputs": [
      {
        "name": "feed",
        "type": "address",
        "indexed": true
      },
      {
        "name": "aggregator",
        "type": "address",
        "indexed": true
      },
      {
        "name": "guard",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "minAnswer",
            "type": "uint128"
          },
          {
            "name": "maxAnswer",
            "type": "uint128"
          },
          {
            "name": "jumpBps",
            "type": "uint16"
          },
          {
            "name": "cooldownSeconds",
            "type": "uint32"
          },
          {
            "name": "shares",
            "type": "address"
          },
          {
            "name": "growthBpsPerYear",
            "type": "uint16"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AnswerJumped",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "earlier",
        "type": "int256"
      },
      {
        "name": "answer",
        "type": "int256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AnswerOutOfBounds",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      },
      {
        "name": "minAnswer",
        "type": "uint128"
      },
      {
        "name": "maxAnswer",
        "type": "uint128"
      }
    ]
  },
  {
    "type": "error",
    "name": "BoundsEmpty",
    "inputs": [
      {
        "name": "minAnswer",
        "type": "uint128"
      },
      {
        "name": "maxAnswer",
        "type": "uint128"
      }
    ]
  },
  {
    "type": "error",
    "name": "BoundsWiderThanAggregator",
    "inputs": [
      {
        "name": "minAnswer",
        "type": "uint128"
      },
      {
        "name": "maxAnswer",
        "type": "uint128"
      },
      {
        "name": "ownMinimum",
        "type": "int256"
      },
      {
        "name": "ownMaximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "CooldownOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint32"
      },
      {
        "name": "maximum",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "GrowthOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint16"
      },
      {
        "name": "maximum",
        "type": "uint16"
      }
    ]
  },
  {
    "type": "error",
    "name": "GuardNotMade",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "JumpOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint16"
      },
      {
        "name": "maximum",
        "type": "uint16"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotAGuard",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotTheImplementation",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "RateMissing",
    "inputs": [
      {
        "name": "shares",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoundUnconfirmed",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  }
] as const;

export const engineAbi = [
  {
    "type": "function",
    "name": "check",
    "inputs": [
      {
        "name": "policy",
        "type": "tuple",
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "decide",
    "inputs": [
      {
        "name": "policy",
        "type": "tuple",
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "snapshot",
        "type": "tuple",
        "components": [
          {
            "name": "amounts",
            "type": "uint256[]"
          },
          {
            "name": "pricesE36",
            "type": "uint256[]"
          },
          {
            "name": "targetsWad",
            "type": "uint256[]"
          },
          {
            "name": "lastRebalancedAt",
            "type": "uint64"
          },
          {
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "name": "vault",
            "type": "address"
          },
          {
            "name": "epoch",
            "type": "uint64"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "decision",
        "type": "tuple",
        "components": [
          {
            "name": "reason",
            "type": "uint8"
          },
          {
            "name": "navWad",
            "type": "uint256"
          },
          {
            "name": "maxDriftWad",
            "type": "uint256"
          },
          {
            "name": "bandWad",
            "type": "uint256"
          },
          {
            "name": "eligibleAt",
            "type": "uint64"
          },
          {
            "name": "weightsWad",
            "type": "uint256[]"
          },
          {
            "name": "trades",
            "type": "tuple[]",
            "components": [
              {
                "name": "sell",
                "type": "uint8"
              },
              {
                "name": "buy",
                "type": "uint8"
              },
              {
                "name": "amountIn",
                "type": "uint256"
              },
              {
                "name": "minOut",
                "type": "uint256"
              }
            ]
          },
          {
            "name": "readings",
            "type": "uint256[]"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NavZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const riskAbi = [
  {
    "type": "function",
    "name": "measure",
    "inputs": [
      {
        "name": "triggers",
        "type": "bytes32"
      },
      {
        "name": "amounts",
        "type": "uint256[]"
      },
      {
        "name": "pricesE36",
        "type": "uint256[]"
      },
      {
        "name": "targetsWad",
        "type": "uint256[]"
      },
      {
        "name": "variancesE27",
        "type": "uint256[]"
      }
    ],
    "outputs": [
      {
        "name": "measure",
        "type": "tuple",
        "components": [
          {
            "name": "absoluteBps",
            "type": "uint16"
          },
          {
            "name": "relativeBps",
            "type": "uint16"
          },
          {
            "name": "readings",
            "type": "uint256[]"
          }
        ]
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NavZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const riskengineAbi = [
  {
    "type": "function",
    "name": "check",
    "inputs": [
      {
        "name": "policy",
        "type": "tuple",
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "create",
    "inputs": [
      {
        "name": "engine",
        "type": "address"
      },
      {
        "name": "risk",
        "type": "address"
      },
      {
        "name": "observer",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "riskEngine",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "decide",
    "inputs": [
      {
        "name": "policy",
        "type": "tuple",
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "snapshot",
        "type": "tuple",
        "components": [
          {
            "name": "amounts",
            "type": "uint256[]"
          },
          {
            "name": "pricesE36",
            "type": "uint256[]"
          },
          {
            "name": "targetsWad",
            "type": "uint256[]"
          },
          {
            "name": "lastRebalancedAt",
            "type": "uint64"
          },
          {
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "name": "vault",
            "type": "address"
          },
          {
            "name": "epoch",
            "type": "uint64"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "decision",
        "type": "tuple",
        "components": [
          {
            "name": "reason",
            "type": "uint8"
          },
          {
            "name": "navWad",
            "type": "uint256"
          },
          {
            "name": "maxDriftWad",
            "type": "uint256"
          },
          {
            "name": "bandWad",
            "type": "uint256"
          },
          {
            "name": "eligibleAt",
            "type": "uint64"
          },
          {
            "name": "weightsWad",
            "type": "uint256[]"
          },
          {
            "name": "trades",
            "type": "tuple[]",
            "components": [
              {
                "name": "sell",
                "type": "uint8"
              },
              {
                "name": "buy",
                "type": "uint8"
              },
              {
                "name": "amountIn",
                "type": "uint256"
              },
              {
                "name": "minOut",
                "type": "uint256"
              }
            ]
          },
          {
            "name": "readings",
            "type": "uint256[]"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "parts",
    "inputs": [],
    "outputs": [
      {
        "name": "engine",
        "type": "address"
      },
      {
        "name": "risk",
        "type": "address"
      },
      {
        "name": "observer",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "RiskEngineMade",
    "inputs": [
      {
        "name": "riskEngine",
        "type": "address",
        "indexed": true
      },
      {
        "name": "engine",
        "type": "address",
        "indexed": true
      },
      {
        "name": "observer",
        "type": "address",
        "indexed": true
      },
      {
        "name": "risk",
        "type": "address",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmountAboveMaximum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountBelowMinimum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountNotReceived",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "received",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetBalanceNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetDuplicate",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceOutOfRange",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BandNotBreached",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ConstitutionNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DeadlineExpired",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "DriftNotReduced",
    "inputs": [
      {
        "name": "beforeWad",
        "type": "uint256"
      },
      {
        "name": "afterWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnforcedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExpectedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeeOutOfRange",
    "inputs": [
      {
        "name": "gotBps",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRecipientZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedTokenMismatch",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feedTokenDecimals",
        "type": "uint8"
      },
      {
        "name": "tokenDecimals",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillBelowFloor",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "floor",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotMeasured",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotPlanned",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveDailyCap",
    "inputs": [
      {
        "name": "flowWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveHolding",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "valueWad",
        "type": "uint256"
      },
      {
        "name": "heldWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowPolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotRemovable",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImplementationLocked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "IntervalNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "Locked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LossAboveBudget",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "budgetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossAboveWindow",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossLimitsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotOutOfRange",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotRunning",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NavZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotARiskEngine",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotCurator",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "curator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotGuardian",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "guardian",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotKeeper",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPaying",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPendingOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "pendingOwner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTheImplementation",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotTriggered",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingOwed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToTrade",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationExpired",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "expiredAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationPending",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationUnknown",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnerZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PaymentAboveTrade",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "remaining",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PermitRefused",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceTooFar",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "previousPriceE36",
        "type": "uint256"
      },
      {
        "name": "newPriceE36",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramCallFailed",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RiskEngineNotMade",
    "inputs": [
      {
        "name": "riskEngine",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoomMismatch",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      },
      {
        "name": "codeHash",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SettingUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ShareCapExceeded",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "cap",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesAboveSupply",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesBelowMinimum",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesLocked",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "free",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SuiteWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyNotZero",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyOutOfRange",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TargetNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "targetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockOutOfRange",
    "inputs": [
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "minimumSeconds",
        "type": "uint256"
      },
      {
        "name": "maximumSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockShorter",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "currentSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockSkipped",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenCallReverted",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenReturnedFalse",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenWithoutCode",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TradeOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceMissing",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceStale",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "latestRoundId",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const routerAbi = [
  {
    "type": "function",
    "name": "poolOf",
    "inputs": [
      {
        "name": "venue",
        "type": "tuple",
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "tokenA",
        "type": "address"
      },
      {
        "name": "tokenB",
        "type": "address"
      },
      {
        "name": "poolFee",
        "type": "uint24"
      }
    ],
    "outputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "swap",
    "inputs": [
      {
        "name": "venue",
        "type": "tuple",
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "legs",
        "type": "tuple[]",
        "components": [
          {
            "name": "tokenIn",
            "type": "address"
          },
          {
            "name": "tokenOut",
            "type": "address"
          },
          {
            "name": "poolFee",
            "type": "uint24"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "minOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "fills",
        "type": "tuple[]",
        "components": [
          {
            "name": "tokenIn",
            "type": "address"
          },
          {
            "name": "tokenOut",
            "type": "address"
          },
          {
            "name": "pool",
            "type": "address"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "amountOut",
            "type": "uint256"
          },
          {
            "name": "minOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "uniswapV3SwapCallback",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "data",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "error",
    "name": "AlreadyInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmountAboveMaximum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountBelowMinimum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInNotTaken",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "taken",
        "type": "uint256"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountNotReceived",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "received",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountOutBelowMinimum",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "minOut",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetBalanceNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetDuplicate",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceOutOfRange",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BandNotBreached",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CallbackNotFromPool",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ConstitutionNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DeadlineExpired",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DriftNotReduced",
    "inputs": [
      {
        "name": "beforeWad",
        "type": "uint256"
      },
      {
        "name": "afterWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnforcedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExpectedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeeOutOfRange",
    "inputs": [
      {
        "name": "gotBps",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRecipientZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeedTokenMismatch",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feedTokenDecimals",
        "type": "uint8"
      },
      {
        "name": "tokenDecimals",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillBelowFloor",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "floor",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotMeasured",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotPlanned",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveDailyCap",
    "inputs": [
      {
        "name": "flowWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveHolding",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "valueWad",
        "type": "uint256"
      },
      {
        "name": "heldWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowPolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotRemovable",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImplementationLocked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "IntervalNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LegsEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "Locked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LossAboveBudget",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "budgetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossAboveWindow",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossLimitsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotOutOfRange",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotRunning",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MenuMissing",
    "inputs": [
      {
        "name": "menu",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotCurator",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "curator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotGuardian",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "guardian",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotKeeper",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPaying",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPendingOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "pendingOwner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTriggered",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingOwed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToTrade",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationExpired",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "expiredAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationPending",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationUnknown",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnerZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PaymentAboveTrade",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "remaining",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PaymentUnexpected",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "owed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PermitRefused",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolCallFailed",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolMissing",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolsCannotTake",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceTooFar",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "previousPriceE36",
        "type": "uint256"
      },
      {
        "name": "newPriceE36",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramCallFailed",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoomMismatch",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      },
      {
        "name": "codeHash",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "RouteUnknown",
    "inputs": [
      {
        "name": "route",
        "type": "uint24"
      },
      {
        "name": "sources",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SettingUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ShareCapExceeded",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "cap",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesAboveSupply",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesBelowMinimum",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesLocked",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "free",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SuiteWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyNotZero",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyOutOfRange",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SwapInProgress",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TargetNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "targetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockOutOfRange",
    "inputs": [
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "minimumSeconds",
        "type": "uint256"
      },
      {
        "name": "maximumSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockShorter",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "currentSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockSkipped",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenCallReverted",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenReturnedFalse",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenWithoutCode",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TradeOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const routermenuAbi = [
  {
    "type": "function",
    "name": "quote",
    "inputs": [
      {
        "name": "venue",
        "type": "tuple",
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "leg",
        "type": "tuple",
        "components": [
          {
            "name": "tokenIn",
            "type": "address"
          },
          {
            "name": "tokenOut",
            "type": "address"
          },
          {
            "name": "poolFee",
            "type": "uint24"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "minOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "parts",
        "type": "tuple[]",
        "components": [
          {
            "name": "pool",
            "type": "address"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "amountOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "swap",
    "inputs": [
      {
        "name": "venue",
        "type": "tuple",
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "legs",
        "type": "tuple[]",
        "components": [
          {
            "name": "tokenIn",
            "type": "address"
          },
          {
            "name": "tokenOut",
            "type": "address"
          },
          {
            "name": "poolFee",
            "type": "uint24"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "minOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "fills",
        "type": "tuple[]",
        "components": [
          {
            "name": "tokenIn",
            "type": "address"
          },
          {
            "name": "tokenOut",
            "type": "address"
          },
          {
            "name": "pool",
            "type": "address"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "amountOut",
            "type": "uint256"
          },
          {
            "name": "minOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "error",
    "name": "AlreadyInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmountAboveMaximum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountBelowMinimum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInNotTaken",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "taken",
        "type": "uint256"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountNotReceived",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "received",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountOutBelowMinimum",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "minOut",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetBalanceNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetDuplicate",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceOutOfRange",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BandNotBreached",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CallbackNotFromPool",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ConstitutionNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DeadlineExpired",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DriftNotReduced",
    "inputs": [
      {
        "name": "beforeWad",
        "type": "uint256"
      },
      {
        "name": "afterWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnforcedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExpectedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeeOutOfRange",
    "inputs": [
      {
        "name": "gotBps",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRecipientZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeedTokenMismatch",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feedTokenDecimals",
        "type": "uint8"
      },
      {
        "name": "tokenDecimals",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillBelowFloor",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "floor",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotMeasured",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotPlanned",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveDailyCap",
    "inputs": [
      {
        "name": "flowWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveHolding",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "valueWad",
        "type": "uint256"
      },
      {
        "name": "heldWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowPolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotRemovable",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImplementationLocked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "IntervalNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LegsEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "Locked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LossAboveBudget",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "budgetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossAboveWindow",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossLimitsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotOutOfRange",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotRunning",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MenuMissing",
    "inputs": [
      {
        "name": "menu",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotCurator",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "curator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotGuardian",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "guardian",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotKeeper",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPaying",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPendingOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "pendingOwner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTriggered",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingOwed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToTrade",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationExpired",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "expiredAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationPending",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationUnknown",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnerZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PaymentAboveTrade",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "remaining",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PaymentUnexpected",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "owed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PermitRefused",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolCallFailed",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolMissing",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolsCannotTake",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceTooFar",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "previousPriceE36",
        "type": "uint256"
      },
      {
        "name": "newPriceE36",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramCallFailed",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoomMismatch",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      },
      {
        "name": "codeHash",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "RouteUnknown",
    "inputs": [
      {
        "name": "route",
        "type": "uint24"
      },
      {
        "name": "sources",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SettingUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ShareCapExceeded",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "cap",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesAboveSupply",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesBelowMinimum",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesLocked",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "free",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SuiteWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyNotZero",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyOutOfRange",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SwapInProgress",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TargetNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "targetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockOutOfRange",
    "inputs": [
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "minimumSeconds",
        "type": "uint256"
      },
      {
        "name": "maximumSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockShorter",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "currentSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockSkipped",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenCallReverted",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenReturnedFalse",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenWithoutCode",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TradeOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const vaultAbi = [
  {
    "type": "function",
    "name": "DOMAIN_SEPARATOR",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "abdicate",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "acceptOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "accruePerformance",
    "inputs": [],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "addAsset",
    "inputs": [
      {
        "name": "asset",
        "type": "tuple",
        "components": [
          {
            "name": "token",
            "type": "address"
          },
          {
            "name": "targetWad",
            "type": "uint256"
          },
          {
            "name": "poolFee",
            "type": "uint24"
          },
          {
            "name": "errorBps",
            "type": "uint16"
          },
          {
            "name": "feed",
            "type": "tuple",
            "components": [
              {
                "name": "aggregator",
                "type": "address"
              },
              {
                "name": "maxAgeSeconds",
                "type": "uint32"
              },
              {
                "name": "feedDecimals",
                "type": "uint8"
              },
              {
                "name": "tokenDecimals",
                "type": "uint8"
              }
            ]
          }
        ]
      },
      {
        "name": "targetsWad",
        "type": "uint256[]"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "allowance",
    "inputs": [
      {
        "name": "owner",
        "type": "address"
      },
      {
        "name": "spender",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "applyFees",
    "inputs": [
      {
        "name": "newFees",
        "type": "tuple",
        "components": [
          {
            "name": "managementBps",
            "type": "uint16"
          },
          {
            "name": "performanceBps",
            "type": "uint16"
          },
          {
            "name": "protocolBps",
            "type": "uint16"
          },
          {
            "name": "manager",
            "type": "address"
          },
          {
            "name": "protocol",
            "type": "address"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "approve",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "value",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "asset",
    "inputs": [],
    "outputs": [
      {
        "name": "assetTokenAddress",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "assetBalance",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "assets",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple[]",
        "components": [
          {
            "name": "token",
            "type": "address"
          },
          {
            "name": "targetWad",
            "type": "uint256"
          },
          {
            "name": "poolFee",
            "type": "uint24"
          },
          {
            "name": "errorBps",
            "type": "uint16"
          },
          {
            "name": "feed",
            "type": "tuple",
            "components": [
              {
                "name": "aggregator",
                "type": "address"
              },
              {
                "name": "maxAgeSeconds",
                "type": "uint32"
              },
              {
                "name": "feedDecimals",
                "type": "uint8"
              },
              {
                "name": "tokenDecimals",
                "type": "uint8"
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "balanceOf",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "balances",
    "inputs": [],
    "outputs": [
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "claim",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "collectFees",
    "inputs": [],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "convertToAssets",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "convertToShares",
    "inputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "curator",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "decimals",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint8"
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "deposit",
    "inputs": [
      {
        "name": "assets",
        "type": "uint256"
      },
      {
        "name": "receiver",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "depositAsset",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minShares",
        "type": "uint256"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "deadline",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "depositAssetWithPermit2",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minShares",
        "type": "uint256"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      },
      {
        "name": "nonce",
        "type": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "signature",
        "type": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "depositInKind",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maxAmounts",
        "type": "uint256[]"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "deadline",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "depositInKindWithPermit2",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maxAmounts",
        "type": "uint256[]"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      },
      {
        "name": "nonce",
        "type": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "signature",
        "type": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "dismissKeeper",
    "inputs": [
      {
        "name": "keeper",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "eip712Domain",
    "inputs": [],
    "outputs": [
      {
        "name": "fields",
        "type": "bytes1"
      },
      {
        "name": "name",
        "type": "string"
      },
      {
        "name": "version",
        "type": "string"
      },
      {
        "name": "chainId",
        "type": "uint256"
      },
      {
        "name": "verifyingContract",
        "type": "address"
      },
      {
        "name": "salt",
        "type": "bytes32"
      },
      {
        "name": "extensions",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "epoch",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "executableAt",
    "inputs": [
      {
        "name": "data",
        "type": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "execute",
    "inputs": [
      {
        "name": "data",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "fees",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "managementBps",
            "type": "uint16"
          },
          {
            "name": "performanceBps",
            "type": "uint16"
          },
          {
            "name": "protocolBps",
            "type": "uint16"
          },
          {
            "name": "manager",
            "type": "address"
          },
          {
            "name": "protocol",
            "type": "address"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "flowPolicy",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "baseFeeBps",
            "type": "uint16"
          },
          {
            "name": "driftFeeBps",
            "type": "uint16"
          },
          {
            "name": "minHoldSeconds",
            "type": "uint32"
          },
          {
            "name": "dailyFlowBps",
            "type": "uint16"
          },
          {
            "name": "shareCap",
            "type": "uint112"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "flowRoom",
    "inputs": [],
    "outputs": [
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "guardian",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "highWaterMark",
    "inputs": [],
    "outputs": [
      {
        "name": "priceE36",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "initialize",
    "inputs": [
      {
        "name": "suite",
        "type": "tuple",
        "components": [
          {
            "name": "implementation",
            "type": "address"
          },
          {
            "name": "admin",
            "type": "address"
          },
          {
            "name": "priced",
            "type": "address"
          },
          {
            "name": "fees",
            "type": "address"
          },
          {
            "name": "permits",
            "type": "address"
          },
          {
            "name": "views",
            "type": "address"
          },
          {
            "name": "rebalance",
            "type": "address"
          },
          {
            "name": "oracle",
            "type": "address"
          },
          {
            "name": "engine",
            "type": "address"
          },
          {
            "name": "router",
            "type": "address"
          }
        ]
      },
      {
        "name": "config",
        "type": "tuple",
        "components": [
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "symbol",
            "type": "string"
          },
          {
            "name": "owner",
            "type": "address"
          },
          {
            "name": "sequencer",
            "type": "tuple",
            "components": [
              {
                "name": "feed",
                "type": "address"
              },
              {
                "name": "graceSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "venue",
            "type": "tuple",
            "components": [
              {
                "name": "factory",
                "type": "address"
              },
              {
                "name": "poolInitCodeHash",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "policy",
            "type": "tuple",
            "components": [
              {
                "name": "bandBps",
                "type": "uint16"
              },
              {
                "name": "minIntervalSeconds",
                "type": "uint32"
              },
              {
                "name": "toleranceBps",
                "type": "uint16"
              },
              {
                "name": "maxLossBps",
                "type": "uint16"
              },
              {
                "name": "triggers",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "lossLimits",
            "type": "tuple",
            "components": [
              {
                "name": "windowBps",
                "type": "uint16"
              },
              {
                "name": "windowSeconds",
                "type": "uint32"
              },
              {
                "name": "fuseBps",
                "type": "uint16"
              },
              {
                "name": "fuseSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "flowPolicy",
            "type": "tuple",
            "components": [
              {
                "name": "baseFeeBps",
                "type": "uint16"
              },
              {
                "name": "driftFeeBps",
                "type": "uint16"
              },
              {
                "name": "minHoldSeconds",
                "type": "uint32"
              },
              {
                "name": "dailyFlowBps",
                "type": "uint16"
              },
              {
                "name": "shareCap",
                "type": "uint112"
              }
            ]
          },
          {
            "name": "assets",
            "type": "tuple[]",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "targetWad",
                "type": "uint256"
              },
              {
                "name": "poolFee",
                "type": "uint24"
              },
              {
                "name": "errorBps",
                "type": "uint16"
              },
              {
                "name": "feed",
                "type": "tuple",
                "components": [
                  {
                    "name": "aggregator",
                    "type": "address"
                  },
                  {
                    "name": "maxAgeSeconds",
                    "type": "uint32"
                  },
                  {
                    "name": "feedDecimals",
                    "type": "uint8"
                  },
                  {
                    "name": "tokenDecimals",
                    "type": "uint8"
                  }
                ]
              }
            ]
          }
        ]
      },
      {
        "name": "seeder",
        "type": "address"
      },
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "isAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "isKeeper",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "keepersOnly",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "lastRebalancedAt",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "lockedShares",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "lossLimits",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "windowBps",
            "type": "uint16"
          },
          {
            "name": "windowSeconds",
            "type": "uint32"
          },
          {
            "name": "fuseBps",
            "type": "uint16"
          },
          {
            "name": "fuseSeconds",
            "type": "uint32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "lossRoom",
    "inputs": [],
    "outputs": [
      {
        "name": "windowWad",
        "type": "uint256"
      },
      {
        "name": "fuseWad",
        "type": "uint256"
      },
      {
        "name": "paceWad",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "lowerCaps",
    "inputs": [
      {
        "name": "dailyFlowBps",
        "type": "uint16"
      },
      {
        "name": "shareCap",
        "type": "uint112"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "maxDeposit",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "maxAssets",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "maxMint",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "maxShares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "maxRedeem",
    "inputs": [
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "maxShares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "maxWithdraw",
    "inputs": [
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "maxAssets",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "mint",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "receiver",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "multicall",
    "inputs": [
      {
        "name": "data",
        "type": "bytes[]"
      }
    ],
    "outputs": [
      {
        "name": "results",
        "type": "bytes[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "name",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "nonces",
    "inputs": [
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "owed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "owedTotal",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "owner",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "pause",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "paused",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "pausedUntil",
    "inputs": [],
    "outputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "pay",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "to",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "pendingOwner",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "performanceDue",
    "inputs": [],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "permit",
    "inputs": [
      {
        "name": "owner",
        "type": "address"
      },
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "value",
        "type": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "v",
        "type": "uint8"
      },
      {
        "name": "r",
        "type": "bytes32"
      },
      {
        "name": "s",
        "type": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "permitUnlessAllowed",
    "inputs": [
      {
        "name": "owner",
        "type": "address"
      },
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "value",
        "type": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "v",
        "type": "uint8"
      },
      {
        "name": "r",
        "type": "bytes32"
      },
      {
        "name": "s",
        "type": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "policy",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewDeposit",
    "inputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewDepositAsset",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewDepositInKind",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewMint",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewRebalance",
    "inputs": [],
    "outputs": [
      {
        "name": "decision",
        "type": "tuple",
        "components": [
          {
            "name": "reason",
            "type": "uint8"
          },
          {
            "name": "navWad",
            "type": "uint256"
          },
          {
            "name": "maxDriftWad",
            "type": "uint256"
          },
          {
            "name": "bandWad",
            "type": "uint256"
          },
          {
            "name": "eligibleAt",
            "type": "uint64"
          },
          {
            "name": "weightsWad",
            "type": "uint256[]"
          },
          {
            "name": "trades",
            "type": "tuple[]",
            "components": [
              {
                "name": "sell",
                "type": "uint8"
              },
              {
                "name": "buy",
                "type": "uint8"
              },
              {
                "name": "amountIn",
                "type": "uint256"
              },
              {
                "name": "minOut",
                "type": "uint256"
              }
            ]
          },
          {
            "name": "readings",
            "type": "uint256[]"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewRedeem",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewRedeemAsset",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewRedeemInKind",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "previewWithdraw",
    "inputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "prices",
    "inputs": [],
    "outputs": [
      {
        "name": "pricesE36",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "rebalance",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "fills",
        "type": "tuple[]",
        "components": [
          {
            "name": "tokenIn",
            "type": "address"
          },
          {
            "name": "tokenOut",
            "type": "address"
          },
          {
            "name": "pool",
            "type": "address"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "amountOut",
            "type": "uint256"
          },
          {
            "name": "minOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "redeem",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "assets",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "redeemAsset",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minAmount",
        "type": "uint256"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      },
      {
        "name": "deadline",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "redeemInKind",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minAmounts",
        "type": "uint256[]"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      },
      {
        "name": "deadline",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "removeAsset",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "retireAsset",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "revoke",
    "inputs": [
      {
        "name": "data",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "seed",
    "inputs": [
      {
        "name": "amounts",
        "type": "uint256[]"
      },
      {
        "name": "receiver",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "selfPermit",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "value",
        "type": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "v",
        "type": "uint8"
      },
      {
        "name": "r",
        "type": "bytes32"
      },
      {
        "name": "s",
        "type": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "sequencer",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "feed",
            "type": "address"
          },
          {
            "name": "graceSeconds",
            "type": "uint32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "setCurator",
    "inputs": [
      {
        "name": "newCurator",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setFeed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feed",
        "type": "tuple",
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "errorBps",
        "type": "uint16"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setFees",
    "inputs": [
      {
        "name": "newFees",
        "type": "tuple",
        "components": [
          {
            "name": "managementBps",
            "type": "uint16"
          },
          {
            "name": "performanceBps",
            "type": "uint16"
          },
          {
            "name": "protocolBps",
            "type": "uint16"
          },
          {
            "name": "manager",
            "type": "address"
          },
          {
            "name": "protocol",
            "type": "address"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setFlowPolicy",
    "inputs": [
      {
        "name": "newFlowPolicy",
        "type": "tuple",
        "components": [
          {
            "name": "baseFeeBps",
            "type": "uint16"
          },
          {
            "name": "driftFeeBps",
            "type": "uint16"
          },
          {
            "name": "minHoldSeconds",
            "type": "uint32"
          },
          {
            "name": "dailyFlowBps",
            "type": "uint16"
          },
          {
            "name": "shareCap",
            "type": "uint112"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setGuardian",
    "inputs": [
      {
        "name": "newGuardian",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setKeepers",
    "inputs": [
      {
        "name": "added",
        "type": "address[]"
      },
      {
        "name": "removed",
        "type": "address[]"
      },
      {
        "name": "newKeepersOnly",
        "type": "bool"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setLossLimits",
    "inputs": [
      {
        "name": "newLossLimits",
        "type": "tuple",
        "components": [
          {
            "name": "windowBps",
            "type": "uint16"
          },
          {
            "name": "windowSeconds",
            "type": "uint32"
          },
          {
            "name": "fuseBps",
            "type": "uint16"
          },
          {
            "name": "fuseSeconds",
            "type": "uint32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setPolicy",
    "inputs": [
      {
        "name": "newPolicy",
        "type": "tuple",
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setPoolFee",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "poolFee",
        "type": "uint24"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setTargets",
    "inputs": [
      {
        "name": "targetsWad",
        "type": "uint256[]"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setTimelock",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "delaySeconds",
        "type": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setVenue",
    "inputs": [
      {
        "name": "newVenue",
        "type": "tuple",
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "submit",
    "inputs": [
      {
        "name": "data",
        "type": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "suite",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "implementation",
            "type": "address"
          },
          {
            "name": "admin",
            "type": "address"
          },
          {
            "name": "priced",
            "type": "address"
          },
          {
            "name": "fees",
            "type": "address"
          },
          {
            "name": "permits",
            "type": "address"
          },
          {
            "name": "views",
            "type": "address"
          },
          {
            "name": "rebalance",
            "type": "address"
          },
          {
            "name": "oracle",
            "type": "address"
          },
          {
            "name": "engine",
            "type": "address"
          },
          {
            "name": "router",
            "type": "address"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "supportsInterface",
    "inputs": [
      {
        "name": "interfaceId",
        "type": "bytes4"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "symbol",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "timelock",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ],
    "outputs": [
      {
        "name": "delaySeconds",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "totalAssets",
    "inputs": [],
    "outputs": [
      {
        "name": "totalManagedAssets",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "totalSupply",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "transfer",
    "inputs": [
      {
        "name": "to",
        "type": "address"
      },
      {
        "name": "value",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "transferFrom",
    "inputs": [
      {
        "name": "from",
        "type": "address"
      },
      {
        "name": "to",
        "type": "address"
      },
      {
        "name": "value",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "transferOwnership",
    "inputs": [
      {
        "name": "newOwner",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "unclaimedFees",
    "inputs": [],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "uniswapV3SwapCallback",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "data",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "unpause",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "venue",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "version",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "withdraw",
    "inputs": [
      {
        "name": "assets",
        "type": "uint256"
      },
      {
        "name": "receiver",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "shares",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "Abdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Approval",
    "inputs": [
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "spender",
        "type": "address",
        "indexed": true
      },
      {
        "name": "value",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AssetAdded",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "asset",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "token",
            "type": "address"
          },
          {
            "name": "targetWad",
            "type": "uint256"
          },
          {
            "name": "poolFee",
            "type": "uint24"
          },
          {
            "name": "errorBps",
            "type": "uint16"
          },
          {
            "name": "feed",
            "type": "tuple",
            "components": [
              {
                "name": "aggregator",
                "type": "address"
              },
              {
                "name": "maxAgeSeconds",
                "type": "uint32"
              },
              {
                "name": "feedDecimals",
                "type": "uint8"
              },
              {
                "name": "tokenDecimals",
                "type": "uint8"
              }
            ]
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AssetDeposited",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "indexed": true
      },
      {
        "name": "receiver",
        "type": "address",
        "indexed": true
      },
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AssetRedeemed",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "indexed": false
      },
      {
        "name": "receiver",
        "type": "address",
        "indexed": true
      },
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AssetRemoved",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AssetRetired",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "targetWad",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Claimed",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CuratorSet",
    "inputs": [
      {
        "name": "previousCurator",
        "type": "address",
        "indexed": true
      },
      {
        "name": "newCurator",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Deposit",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "indexed": true
      },
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "assets",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DepositedInKind",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "indexed": true
      },
      {
        "name": "receiver",
        "type": "address",
        "indexed": true
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "amounts",
        "type": "uint256[]",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Executed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "data",
        "type": "bytes",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "FeedSet",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "previousFeed",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "newFeed",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "aggregator",
            "type": "address"
          },
          {
            "name": "maxAgeSeconds",
            "type": "uint32"
          },
          {
            "name": "feedDecimals",
            "type": "uint8"
          },
          {
            "name": "tokenDecimals",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "previousErrorBps",
        "type": "uint16",
        "indexed": false
      },
      {
        "name": "newErrorBps",
        "type": "uint16",
        "indexed": false
      },
      {
        "name": "previousPriceE36",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "newPriceE36",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "FeesCollected",
    "inputs": [
      {
        "name": "manager",
        "type": "address",
        "indexed": true
      },
      {
        "name": "protocol",
        "type": "address",
        "indexed": true
      },
      {
        "name": "managerShares",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "protocolShares",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "FeesSet",
    "inputs": [
      {
        "name": "previousFees",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "managementBps",
            "type": "uint16"
          },
          {
            "name": "performanceBps",
            "type": "uint16"
          },
          {
            "name": "protocolBps",
            "type": "uint16"
          },
          {
            "name": "manager",
            "type": "address"
          },
          {
            "name": "protocol",
            "type": "address"
          }
        ]
      },
      {
        "name": "newFees",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "managementBps",
            "type": "uint16"
          },
          {
            "name": "performanceBps",
            "type": "uint16"
          },
          {
            "name": "protocolBps",
            "type": "uint16"
          },
          {
            "name": "manager",
            "type": "address"
          },
          {
            "name": "protocol",
            "type": "address"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "FlowPolicySet",
    "inputs": [
      {
        "name": "previousFlowPolicy",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "baseFeeBps",
            "type": "uint16"
          },
          {
            "name": "driftFeeBps",
            "type": "uint16"
          },
          {
            "name": "minHoldSeconds",
            "type": "uint32"
          },
          {
            "name": "dailyFlowBps",
            "type": "uint16"
          },
          {
            "name": "shareCap",
            "type": "uint112"
          }
        ]
      },
      {
        "name": "newFlowPolicy",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "baseFeeBps",
            "type": "uint16"
          },
          {
            "name": "driftFeeBps",
            "type": "uint16"
          },
          {
            "name": "minHoldSeconds",
            "type": "uint32"
          },
          {
            "name": "dailyFlowBps",
            "type": "uint16"
          },
          {
            "name": "shareCap",
            "type": "uint112"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "GuardianSet",
    "inputs": [
      {
        "name": "previousGuardian",
        "type": "address",
        "indexed": true
      },
      {
        "name": "newGuardian",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Initialized",
    "inputs": [
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "suite",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "implementation",
            "type": "address"
          },
          {
            "name": "admin",
            "type": "address"
          },
          {
            "name": "priced",
            "type": "address"
          },
          {
            "name": "fees",
            "type": "address"
          },
          {
            "name": "permits",
            "type": "address"
          },
          {
            "name": "views",
            "type": "address"
          },
          {
            "name": "rebalance",
            "type": "address"
          },
          {
            "name": "oracle",
            "type": "address"
          },
          {
            "name": "engine",
            "type": "address"
          },
          {
            "name": "router",
            "type": "address"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "KeeperSet",
    "inputs": [
      {
        "name": "keeper",
        "type": "address",
        "indexed": true
      },
      {
        "name": "isKeeper",
        "type": "bool",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "KeepersOnlySet",
    "inputs": [
      {
        "name": "wasKeepersOnly",
        "type": "bool",
        "indexed": false
      },
      {
        "name": "isKeepersOnly",
        "type": "bool",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "LossLimitsSet",
    "inputs": [
      {
        "name": "previousLossLimits",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "windowBps",
            "type": "uint16"
          },
          {
            "name": "windowSeconds",
            "type": "uint32"
          },
          {
            "name": "fuseBps",
            "type": "uint16"
          },
          {
            "name": "fuseSeconds",
            "type": "uint32"
          }
        ]
      },
      {
        "name": "newLossLimits",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "windowBps",
            "type": "uint16"
          },
          {
            "name": "windowSeconds",
            "type": "uint32"
          },
          {
            "name": "fuseBps",
            "type": "uint16"
          },
          {
            "name": "fuseSeconds",
            "type": "uint32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Owed",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "OwnershipTransferStarted",
    "inputs": [
      {
        "name": "previousOwner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "newOwner",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "OwnershipTransferred",
    "inputs": [
      {
        "name": "previousOwner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "newOwner",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Paused",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "PerformanceAccrued",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "previousMarkE36",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "newMarkE36",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "PolicySet",
    "inputs": [
      {
        "name": "previousPolicy",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "newPolicy",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "bandBps",
            "type": "uint16"
          },
          {
            "name": "minIntervalSeconds",
            "type": "uint32"
          },
          {
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "name": "maxLossBps",
            "type": "uint16"
          },
          {
            "name": "triggers",
            "type": "bytes32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "PoolFeeSet",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true
      },
      {
        "name": "previousPoolFee",
        "type": "uint24",
        "indexed": false
      },
      {
        "name": "newPoolFee",
        "type": "uint24",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Rebalanced",
    "inputs": [
      {
        "name": "epoch",
        "type": "uint256",
        "indexed": true
      },
      {
        "name": "keeper",
        "type": "address",
        "indexed": true
      },
      {
        "name": "navBeforeWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "navAfterWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "maxDriftBeforeWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "maxDriftAfterWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "worstLossWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "midLossWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "windowWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "fuseWad",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "fills",
        "type": "tuple[]",
        "indexed": false,
        "components": [
          {
            "name": "tokenIn",
            "type": "address"
          },
          {
            "name": "tokenOut",
            "type": "address"
          },
          {
            "name": "pool",
            "type": "address"
          },
          {
            "name": "amountIn",
            "type": "uint256"
          },
          {
            "name": "amountOut",
            "type": "uint256"
          },
          {
            "name": "minOut",
            "type": "uint256"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "RedeemedInKind",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "indexed": true
      },
      {
        "name": "receiver",
        "type": "address",
        "indexed": true
      },
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "amounts",
        "type": "uint256[]",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Revoked",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "data",
        "type": "bytes",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Seeded",
    "inputs": [
      {
        "name": "receiver",
        "type": "address",
        "indexed": true
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "amounts",
        "type": "uint256[]",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "SharesHeld",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "until",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Submitted",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4",
        "indexed": true
      },
      {
        "name": "curator",
        "type": "address",
        "indexed": true
      },
      {
        "name": "data",
        "type": "bytes",
        "indexed": false
      },
      {
        "name": "executableAt",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "TargetsSet",
    "inputs": [
      {
        "name": "previousTargetsWad",
        "type": "uint256[]",
        "indexed": false
      },
      {
        "name": "newTargetsWad",
        "type": "uint256[]",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "TimelockSet",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4",
        "indexed": true
      },
      {
        "name": "previousSeconds",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "newSeconds",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Transfer",
    "inputs": [
      {
        "name": "from",
        "type": "address",
        "indexed": true
      },
      {
        "name": "to",
        "type": "address",
        "indexed": true
      },
      {
        "name": "value",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Unpaused",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "VenueSet",
    "inputs": [
      {
        "name": "previousVenue",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      },
      {
        "name": "newVenue",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "factory",
            "type": "address"
          },
          {
            "name": "poolInitCodeHash",
            "type": "bytes32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Withdraw",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "indexed": true
      },
      {
        "name": "receiver",
        "type": "address",
        "indexed": true
      },
      {
        "name": "owner",
        "type": "address",
        "indexed": true
      },
      {
        "name": "assets",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "shares",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmountAboveMaximum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountBelowMinimum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInNotTaken",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "taken",
        "type": "uint256"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountNotReceived",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "received",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountOutBelowMinimum",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "minOut",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetBalanceNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetDuplicate",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceOutOfRange",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BandNotBreached",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CallbackNotFromPool",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ConstitutionNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DeadlineExpired",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "DriftNotReduced",
    "inputs": [
      {
        "name": "beforeWad",
        "type": "uint256"
      },
      {
        "name": "afterWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnforcedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExpectedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeeOutOfRange",
    "inputs": [
      {
        "name": "gotBps",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRecipientZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedTokenMismatch",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feedTokenDecimals",
        "type": "uint8"
      },
      {
        "name": "tokenDecimals",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillBelowFloor",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "floor",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotMeasured",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotPlanned",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveDailyCap",
    "inputs": [
      {
        "name": "flowWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveHolding",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "valueWad",
        "type": "uint256"
      },
      {
        "name": "heldWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowPolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotRemovable",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImplementationLocked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "IntervalNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LegsEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "Locked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LossAboveBudget",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "budgetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossAboveWindow",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossLimitsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotOutOfRange",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotRunning",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MenuMissing",
    "inputs": [
      {
        "name": "menu",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NavZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotARiskEngine",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotCurator",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "curator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotGuardian",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "guardian",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotKeeper",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPaying",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPendingOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "pendingOwner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTheImplementation",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotTriggered",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingOwed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToTrade",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationExpired",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "expiredAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationPending",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationUnknown",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnerZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PaymentAboveTrade",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "remaining",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PaymentUnexpected",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "owed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PermitRefused",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolCallFailed",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolMissing",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolsCannotTake",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceTooFar",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "previousPriceE36",
        "type": "uint256"
      },
      {
        "name": "newPriceE36",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramCallFailed",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RiskEngineNotMade",
    "inputs": [
      {
        "name": "riskEngine",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoomMismatch",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      },
      {
        "name": "codeHash",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "RouteUnknown",
    "inputs": [
      {
        "name": "route",
        "type": "uint24"
      },
      {
        "name": "sources",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SettingUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ShareCapExceeded",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "cap",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesAboveSupply",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesBelowMinimum",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesLocked",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "free",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SuiteWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyNotZero",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyOutOfRange",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SwapInProgress",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TargetNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "targetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockOutOfRange",
    "inputs": [
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "minimumSeconds",
        "type": "uint256"
      },
      {
        "name": "maximumSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockShorter",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "currentSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockSkipped",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenCallReverted",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenReturnedFalse",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenWithoutCode",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TradeOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceMissing",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceStale",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "latestRoundId",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const factoryAbi = [
  {
    "type": "function",
    "name": "create",
    "inputs": [
      {
        "name": "suite",
        "type": "tuple",
        "components": [
          {
            "name": "implementation",
            "type": "address"
          },
          {
            "name": "admin",
            "type": "address"
          },
          {
            "name": "priced",
            "type": "address"
          },
          {
            "name": "fees",
            "type": "address"
          },
          {
            "name": "permits",
            "type": "address"
          },
          {
            "name": "views",
            "type": "address"
          },
          {
            "name": "rebalance",
            "type": "address"
          },
          {
            "name": "oracle",
            "type": "address"
          },
          {
            "name": "engine",
            "type": "address"
          },
          {
            "name": "router",
            "type": "address"
          }
        ]
      },
      {
        "name": "config",
        "type": "tuple",
        "components": [
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "symbol",
            "type": "string"
          },
          {
            "name": "owner",
            "type": "address"
          },
          {
            "name": "sequencer",
            "type": "tuple",
            "components": [
              {
                "name": "feed",
                "type": "address"
              },
              {
                "name": "graceSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "venue",
            "type": "tuple",
            "components": [
              {
                "name": "factory",
                "type": "address"
              },
              {
                "name": "poolInitCodeHash",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "policy",
            "type": "tuple",
            "components": [
              {
                "name": "bandBps",
                "type": "uint16"
              },
              {
                "name": "minIntervalSeconds",
                "type": "uint32"
              },
              {
                "name": "toleranceBps",
                "type": "uint16"
              },
              {
                "name": "maxLossBps",
                "type": "uint16"
              },
              {
                "name": "triggers",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "lossLimits",
            "type": "tuple",
            "components": [
              {
                "name": "windowBps",
                "type": "uint16"
              },
              {
                "name": "windowSeconds",
                "type": "uint32"
              },
              {
                "name": "fuseBps",
                "type": "uint16"
              },
              {
                "name": "fuseSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "flowPolicy",
            "type": "tuple",
            "components": [
              {
                "name": "baseFeeBps",
                "type": "uint16"
              },
              {
                "name": "driftFeeBps",
                "type": "uint16"
              },
              {
                "name": "minHoldSeconds",
                "type": "uint32"
              },
              {
                "name": "dailyFlowBps",
                "type": "uint16"
              },
              {
                "name": "shareCap",
                "type": "uint112"
              }
            ]
          },
          {
            "name": "assets",
            "type": "tuple[]",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "targetWad",
                "type": "uint256"
              },
              {
                "name": "poolFee",
                "type": "uint24"
              },
              {
                "name": "errorBps",
                "type": "uint16"
              },
              {
                "name": "feed",
                "type": "tuple",
                "components": [
                  {
                    "name": "aggregator",
                    "type": "address"
                  },
                  {
                    "name": "maxAgeSeconds",
                    "type": "uint32"
                  },
                  {
                    "name": "feedDecimals",
                    "type": "uint8"
                  },
                  {
                    "name": "tokenDecimals",
                    "type": "uint8"
                  }
                ]
              }
            ]
          }
        ]
      },
      {
        "name": "amounts",
        "type": "uint256[]"
      }
    ],
    "outputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "implementationOf",
    "inputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "implementation",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "menuAt",
    "inputs": [
      {
        "name": "menu",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "program",
            "type": "address"
          },
          {
            "name": "hub",
            "type": "address"
          },
          {
            "name": "hubPerEther",
            "type": "uint112"
          },
          {
            "name": "sources",
            "type": "tuple[]",
            "components": [
              {
                "name": "kind",
                "type": "uint8"
              },
              {
                "name": "factory",
                "type": "address"
              },
              {
                "name": "poolInitCodeHash",
                "type": "bytes32"
              },
              {
                "name": "fee",
                "type": "uint24"
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "predict",
    "inputs": [
      {
        "name": "creator",
        "type": "address"
      },
      {
        "name": "suite",
        "type": "tuple",
        "components": [
          {
            "name": "implementation",
            "type": "address"
          },
          {
            "name": "admin",
            "type": "address"
          },
          {
            "name": "priced",
            "type": "address"
          },
          {
            "name": "fees",
            "type": "address"
          },
          {
            "name": "permits",
            "type": "address"
          },
          {
            "name": "views",
            "type": "address"
          },
          {
            "name": "rebalance",
            "type": "address"
          },
          {
            "name": "oracle",
            "type": "address"
          },
          {
            "name": "engine",
            "type": "address"
          },
          {
            "name": "router",
            "type": "address"
          }
        ]
      },
      {
        "name": "config",
        "type": "tuple",
        "components": [
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "symbol",
            "type": "string"
          },
          {
            "name": "owner",
            "type": "address"
          },
          {
            "name": "sequencer",
            "type": "tuple",
            "components": [
              {
                "name": "feed",
                "type": "address"
              },
              {
                "name": "graceSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "venue",
            "type": "tuple",
            "components": [
              {
                "name": "factory",
                "type": "address"
              },
              {
                "name": "poolInitCodeHash",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "policy",
            "type": "tuple",
            "components": [
              {
                "name": "bandBps",
                "type": "uint16"
              },
              {
                "name": "minIntervalSeconds",
                "type": "uint32"
              },
              {
                "name": "toleranceBps",
                "type": "uint16"
              },
              {
                "name": "maxLossBps",
                "type": "uint16"
              },
              {
                "name": "triggers",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "lossLimits",
            "type": "tuple",
            "components": [
              {
                "name": "windowBps",
                "type": "uint16"
              },
              {
                "name": "windowSeconds",
                "type": "uint32"
              },
              {
                "name": "fuseBps",
                "type": "uint16"
              },
              {
                "name": "fuseSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "flowPolicy",
            "type": "tuple",
            "components": [
              {
                "name": "baseFeeBps",
                "type": "uint16"
              },
              {
                "name": "driftFeeBps",
                "type": "uint16"
              },
              {
                "name": "minHoldSeconds",
                "type": "uint32"
              },
              {
                "name": "dailyFlowBps",
                "type": "uint16"
              },
              {
                "name": "shareCap",
                "type": "uint112"
              }
            ]
          },
          {
            "name": "assets",
            "type": "tuple[]",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "targetWad",
                "type": "uint256"
              },
              {
                "name": "poolFee",
                "type": "uint24"
              },
              {
                "name": "errorBps",
                "type": "uint16"
              },
              {
                "name": "feed",
                "type": "tuple",
                "components": [
                  {
                    "name": "aggregator",
                    "type": "address"
                  },
                  {
                    "name": "maxAgeSeconds",
                    "type": "uint32"
                  },
                  {
                    "name": "feedDecimals",
                    "type": "uint8"
                  },
                  {
                    "name": "tokenDecimals",
                    "type": "uint8"
                  }
                ]
              }
            ]
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "publish",
    "inputs": [
      {
        "name": "menu",
        "type": "tuple",
        "components": [
          {
            "name": "program",
            "type": "address"
          },
          {
            "name": "hub",
            "type": "address"
          },
          {
            "name": "hubPerEther",
            "type": "uint112"
          },
          {
            "name": "sources",
            "type": "tuple[]",
            "components": [
              {
                "name": "kind",
                "type": "uint8"
              },
              {
                "name": "factory",
                "type": "address"
              },
              {
                "name": "poolInitCodeHash",
                "type": "bytes32"
              },
              {
                "name": "fee",
                "type": "uint24"
              }
            ]
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "at",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "vaultAt",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "vaultCount",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "MenuPublished",
    "inputs": [
      {
        "name": "menu",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "VaultCreated",
    "inputs": [
      {
        "name": "vault",
        "type": "address",
        "indexed": true
      },
      {
        "name": "creator",
        "type": "address",
        "indexed": true
      },
      {
        "name": "implementation",
        "type": "address",
        "indexed": true
      },
      {
        "name": "salt",
        "type": "bytes32",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmountAboveMaximum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountBelowMinimum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInNotTaken",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "taken",
        "type": "uint256"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountNotReceived",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "received",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountOutBelowMinimum",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "minOut",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetBalanceNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetDuplicate",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceOutOfRange",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BandNotBreached",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CallbackNotFromPool",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "CloneFailed",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ConstitutionNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DeadlineExpired",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "DriftNotReduced",
    "inputs": [
      {
        "name": "beforeWad",
        "type": "uint256"
      },
      {
        "name": "afterWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnforcedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExpectedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeeOutOfRange",
    "inputs": [
      {
        "name": "gotBps",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRecipientZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedTokenMismatch",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feedTokenDecimals",
        "type": "uint8"
      },
      {
        "name": "tokenDecimals",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillBelowFloor",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "floor",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotMeasured",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotPlanned",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveDailyCap",
    "inputs": [
      {
        "name": "flowWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveHolding",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "valueWad",
        "type": "uint256"
      },
      {
        "name": "heldWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowPolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotRemovable",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImplementationLocked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "IndexOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      },
      {
        "name": "count",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "IntervalNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LegsEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "Locked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LossAboveBudget",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "budgetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossAboveWindow",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossLimitsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotOutOfRange",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotRunning",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MenuMissing",
    "inputs": [
      {
        "name": "menu",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MenuNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NavZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotARiskEngine",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotCurator",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "curator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotGuardian",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "guardian",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotKeeper",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPaying",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPendingOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "pendingOwner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTheImplementation",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotTriggered",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingOwed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToTrade",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationExpired",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "expiredAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationPending",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationUnknown",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnerZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PaymentAboveTrade",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "remaining",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PaymentUnexpected",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "owed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PermitRefused",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolCallFailed",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolMissing",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolsCannotTake",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceTooFar",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "previousPriceE36",
        "type": "uint256"
      },
      {
        "name": "newPriceE36",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramCallFailed",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RiskEngineNotMade",
    "inputs": [
      {
        "name": "riskEngine",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoomMismatch",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      },
      {
        "name": "codeHash",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "RouteUnknown",
    "inputs": [
      {
        "name": "route",
        "type": "uint24"
      },
      {
        "name": "sources",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SettingUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ShareCapExceeded",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "cap",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesAboveSupply",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesBelowMinimum",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesLocked",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "free",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SourceFeeOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SourcesOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SuiteWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyNotZero",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyOutOfRange",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SwapInProgress",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TargetNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "targetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockOutOfRange",
    "inputs": [
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "minimumSeconds",
        "type": "uint256"
      },
      {
        "name": "maximumSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockShorter",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "currentSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockSkipped",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenCallReverted",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenReturnedFalse",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenWithoutCode",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TradeOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceMissing",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceStale",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "latestRoundId",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "VaultExists",
    "inputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const lensAbi = [
  {
    "type": "function",
    "name": "explain",
    "inputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "obstacle",
            "type": "tuple",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "asked",
                "type": "address"
              },
              {
                "name": "selector",
                "type": "bytes4"
              },
              {
                "name": "trouble",
                "type": "uint8"
              },
              {
                "name": "data",
                "type": "bytes"
              }
            ]
          },
          {
            "name": "decision",
            "type": "tuple",
            "components": [
              {
                "name": "reason",
                "type": "uint8"
              },
              {
                "name": "navWad",
                "type": "uint256"
              },
              {
                "name": "maxDriftWad",
                "type": "uint256"
              },
              {
                "name": "bandWad",
                "type": "uint256"
              },
              {
                "name": "eligibleAt",
                "type": "uint64"
              },
              {
                "name": "weightsWad",
                "type": "uint256[]"
              },
              {
                "name": "trades",
                "type": "tuple[]",
                "components": [
                  {
                    "name": "sell",
                    "type": "uint8"
                  },
                  {
                    "name": "buy",
                    "type": "uint8"
                  },
                  {
                    "name": "amountIn",
                    "type": "uint256"
                  },
                  {
                    "name": "minOut",
                    "type": "uint256"
                  }
                ]
              },
              {
                "name": "readings",
                "type": "uint256[]"
              }
            ]
          },
          {
            "name": "portfolio",
            "type": "tuple",
            "components": [
              {
                "name": "vault",
                "type": "address"
              },
              {
                "name": "timestamp",
                "type": "uint64"
              },
              {
                "name": "verdict",
                "type": "uint8"
              },
              {
                "name": "name",
                "type": "string"
              },
              {
                "name": "symbol",
                "type": "string"
              },
              {
                "name": "decimals",
                "type": "uint8"
              },
              {
                "name": "supply",
                "type": "uint256"
              },
              {
                "name": "owner",
                "type": "address"
              },
              {
                "name": "isPaused",
                "type": "bool"
              },
              {
                "name": "epoch",
                "type": "uint256"
              },
              {
                "name": "lastRebalancedAt",
                "type": "uint256"
              },
              {
                "name": "suite",
                "type": "tuple",
                "components": [
                  {
                    "name": "implementation",
                    "type": "address"
                  },
                  {
                    "name": "admin",
                    "type": "address"
                  },
                  {
                    "name": "priced",
                    "type": "address"
                  },
                  {
                    "name": "fees",
                    "type": "address"
                  },
                  {
                    "name": "permits",
                    "type": "address"
                  },
                  {
                    "name": "views",
                    "type": "address"
                  },
                  {
                    "name": "rebalance",
                    "type": "address"
                  },
                  {
                    "name": "oracle",
                    "type": "address"
                  },
                  {
                    "name": "engine",
                    "type": "address"
                  },
                  {
                    "name": "router",
                    "type": "address"
                  }
                ]
              },
              {
                "name": "sequencer",
                "type": "tuple",
                "components": [
                  {
                    "name": "feed",
                    "type": "address"
                  },
                  {
                    "name": "graceSeconds",
                    "type": "uint32"
                  }
                ]
              },
              {
                "name": "venue",
                "type": "tuple",
                "components": [
                  {
                    "name": "factory",
                    "type": "address"
                  },
                  {
                    "name": "poolInitCodeHash",
                    "type": "bytes32"
                  }
                ]
              },
              {
                "name": "policy",
                "type": "tuple",
                "components": [
                  {
                    "name": "bandBps",
                    "type": "uint16"
                  },
                  {
                    "name": "minIntervalSeconds",
                    "type": "uint32"
                  },
                  {
                    "name": "toleranceBps",
                    "type": "uint16"
                  },
                  {
                    "name": "maxLossBps",
                    "type": "uint16"
                  },
                  {
                    "name": "triggers",
                    "type": "bytes32"
                  }
                ]
              },
              {
                "name": "flowPolicy",
                "type": "tuple",
                "components": [
                  {
                    "name": "baseFeeBps",
                    "type": "uint16"
                  },
                  {
                    "name": "driftFeeBps",
                    "type": "uint16"
                  },
                  {
                    "name": "minHoldSeconds",
                    "type": "uint32"
                  },
                  {
                    "name": "dailyFlowBps",
                    "type": "uint16"
                  },
                  {
                    "name": "shareCap",
                    "type": "uint112"
                  }
                ]
              },
              {
                "name": "flowRoomWad",
                "type": "uint256"
              },
              {
                "name": "navWad",
                "type": "uint256"
              },
              {
                "name": "totalAssets",
                "type": "uint256"
              },
              {
                "name": "isFresh",
                "type": "bool"
              },
              {
                "name": "constituents",
                "type": "tuple[]",
                "components": [
                  {
                    "name": "asset",
                    "type": "tuple",
                    "components": [
                      {
                        "name": "token",
                        "type": "address"
                      },
                      {
                        "name": "targetWad",
                        "type": "uint256"
                      },
                      {
                        "name": "poolFee",
                        "type": "uint24"
                      },
                      {
                        "name": "errorBps",
                        "type": "uint16"
                      },
                      {
                        "name": "feed",
                        "type": "tuple",
                        "components": [
                          {
                            "name": "aggregator",
                            "type": "address"
                          },
                          {
                            "name": "maxAgeSeconds",
                            "type": "uint32"
                          },
                          {
                            "name": "feedDecimals",
                            "type": "uint8"
                          },
                          {
                            "name": "tokenDecimals",
                            "type": "uint8"
                          }
                        ]
                      }
                    ]
                  },
                  {
                    "name": "symbol",
                    "type": "string"
                  },
                  {
                    "name": "decimals",
                    "type": "uint8"
                  },
                  {
                    "name": "amount",
                    "type": "uint256"
                  },
                  {
                    "name": "held",
                    "type": "uint256"
                  },
                  {
                    "name": "owed",
                    "type": "uint256"
                  },
                  {
                    "name": "priceE36",
                    "type": "uint256"
                  },
                  {
                    "name": "isFresh",
                    "type": "bool"
                  },
                  {
                    "name": "valueWad",
                    "type": "uint256"
                  },
                  {
                    "name": "weightWad",
                    "type": "uint256"
                  },
                  {
                    "name": "driftWad",
                    "type": "int256"
                  }
                ]
              },
              {
                "name": "faults",
                "type": "tuple[]",
                "components": [
                  {
                    "name": "token",
                    "type": "address"
                  },
                  {
                    "name": "asked",
                    "type": "address"
                  },
                  {
                    "name": "selector",
                    "type": "bytes4"
                  },
                  {
                    "name": "trouble",
                    "type": "uint8"
                  },
                  {
                    "name": "data",
                    "type": "bytes"
                  }
                ]
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "portfolio",
    "inputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "vault",
            "type": "address"
          },
          {
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "name": "verdict",
            "type": "uint8"
          },
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "symbol",
            "type": "string"
          },
          {
            "name": "decimals",
            "type": "uint8"
          },
          {
            "name": "supply",
            "type": "uint256"
          },
          {
            "name": "owner",
            "type": "address"
          },
          {
            "name": "isPaused",
            "type": "bool"
          },
          {
            "name": "epoch",
            "type": "uint256"
          },
          {
            "name": "lastRebalancedAt",
            "type": "uint256"
          },
          {
            "name": "suite",
            "type": "tuple",
            "components": [
              {
                "name": "implementation",
                "type": "address"
              },
              {
                "name": "admin",
                "type": "address"
              },
              {
                "name": "priced",
                "type": "address"
              },
              {
                "name": "fees",
                "type": "address"
              },
              {
                "name": "permits",
                "type": "address"
              },
              {
                "name": "views",
                "type": "address"
              },
              {
                "name": "rebalance",
                "type": "address"
              },
              {
                "name": "oracle",
                "type": "address"
              },
              {
                "name": "engine",
                "type": "address"
              },
              {
                "name": "router",
                "type": "address"
              }
            ]
          },
          {
            "name": "sequencer",
            "type": "tuple",
            "components": [
              {
                "name": "feed",
                "type": "address"
              },
              {
                "name": "graceSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "venue",
            "type": "tuple",
            "components": [
              {
                "name": "factory",
                "type": "address"
              },
              {
                "name": "poolInitCodeHash",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "policy",
            "type": "tuple",
            "components": [
              {
                "name": "bandBps",
                "type": "uint16"
              },
              {
                "name": "minIntervalSeconds",
                "type": "uint32"
              },
              {
                "name": "toleranceBps",
                "type": "uint16"
              },
              {
                "name": "maxLossBps",
                "type": "uint16"
              },
              {
                "name": "triggers",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "flowPolicy",
            "type": "tuple",
            "components": [
              {
                "name": "baseFeeBps",
                "type": "uint16"
              },
              {
                "name": "driftFeeBps",
                "type": "uint16"
              },
              {
                "name": "minHoldSeconds",
                "type": "uint32"
              },
              {
                "name": "dailyFlowBps",
                "type": "uint16"
              },
              {
                "name": "shareCap",
                "type": "uint112"
              }
            ]
          },
          {
            "name": "flowRoomWad",
            "type": "uint256"
          },
          {
            "name": "navWad",
            "type": "uint256"
          },
          {
            "name": "totalAssets",
            "type": "uint256"
          },
          {
            "name": "isFresh",
            "type": "bool"
          },
          {
            "name": "constituents",
            "type": "tuple[]",
            "components": [
              {
                "name": "asset",
                "type": "tuple",
                "components": [
                  {
                    "name": "token",
                    "type": "address"
                  },
                  {
                    "name": "targetWad",
                    "type": "uint256"
                  },
                  {
                    "name": "poolFee",
                    "type": "uint24"
                  },
                  {
                    "name": "errorBps",
                    "type": "uint16"
                  },
                  {
                    "name": "feed",
                    "type": "tuple",
                    "components": [
                      {
                        "name": "aggregator",
                        "type": "address"
                      },
                      {
                        "name": "maxAgeSeconds",
                        "type": "uint32"
                      },
                      {
                        "name": "feedDecimals",
                        "type": "uint8"
                      },
                      {
                        "name": "tokenDecimals",
                        "type": "uint8"
                      }
                    ]
                  }
                ]
              },
              {
                "name": "symbol",
                "type": "string"
              },
              {
                "name": "decimals",
                "type": "uint8"
              },
              {
                "name": "amount",
                "type": "uint256"
              },
              {
                "name": "held",
                "type": "uint256"
              },
              {
                "name": "owed",
                "type": "uint256"
              },
              {
                "name": "priceE36",
                "type": "uint256"
              },
              {
                "name": "isFresh",
                "type": "bool"
              },
              {
                "name": "valueWad",
                "type": "uint256"
              },
              {
                "name": "weightWad",
                "type": "uint256"
              },
              {
                "name": "driftWad",
                "type": "int256"
              }
            ]
          },
          {
            "name": "faults",
            "type": "tuple[]",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "asked",
                "type": "address"
              },
              {
                "name": "selector",
                "type": "bytes4"
              },
              {
                "name": "trouble",
                "type": "uint8"
              },
              {
                "name": "data",
                "type": "bytes"
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "portfolios",
    "inputs": [
      {
        "name": "vaults",
        "type": "address[]"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple[]",
        "components": [
          {
            "name": "vault",
            "type": "address"
          },
          {
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "name": "verdict",
            "type": "uint8"
          },
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "symbol",
            "type": "string"
          },
          {
            "name": "decimals",
            "type": "uint8"
          },
          {
            "name": "supply",
            "type": "uint256"
          },
          {
            "name": "owner",
            "type": "address"
          },
          {
            "name": "isPaused",
            "type": "bool"
          },
          {
            "name": "epoch",
            "type": "uint256"
          },
          {
            "name": "lastRebalancedAt",
            "type": "uint256"
          },
          {
            "name": "suite",
            "type": "tuple",
            "components": [
              {
                "name": "implementation",
                "type": "address"
              },
              {
                "name": "admin",
                "type": "address"
              },
              {
                "name": "priced",
                "type": "address"
              },
              {
                "name": "fees",
                "type": "address"
              },
              {
                "name": "permits",
                "type": "address"
              },
              {
                "name": "views",
                "type": "address"
              },
              {
                "name": "rebalance",
                "type": "address"
              },
              {
                "name": "oracle",
                "type": "address"
              },
              {
                "name": "engine",
                "type": "address"
              },
              {
                "name": "router",
                "type": "address"
              }
            ]
          },
          {
            "name": "sequencer",
            "type": "tuple",
            "components": [
              {
                "name": "feed",
                "type": "address"
              },
              {
                "name": "graceSeconds",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "venue",
            "type": "tuple",
            "components": [
              {
                "name": "factory",
                "type": "address"
              },
              {
                "name": "poolInitCodeHash",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "policy",
            "type": "tuple",
            "components": [
              {
                "name": "bandBps",
                "type": "uint16"
              },
              {
                "name": "minIntervalSeconds",
                "type": "uint32"
              },
              {
                "name": "toleranceBps",
                "type": "uint16"
              },
              {
                "name": "maxLossBps",
                "type": "uint16"
              },
              {
                "name": "triggers",
                "type": "bytes32"
              }
            ]
          },
          {
            "name": "flowPolicy",
            "type": "tuple",
            "components": [
              {
                "name": "baseFeeBps",
                "type": "uint16"
              },
              {
                "name": "driftFeeBps",
                "type": "uint16"
              },
              {
                "name": "minHoldSeconds",
                "type": "uint32"
              },
              {
                "name": "dailyFlowBps",
                "type": "uint16"
              },
              {
                "name": "shareCap",
                "type": "uint112"
              }
            ]
          },
          {
            "name": "flowRoomWad",
            "type": "uint256"
          },
          {
            "name": "navWad",
            "type": "uint256"
          },
          {
            "name": "totalAssets",
            "type": "uint256"
          },
          {
            "name": "isFresh",
            "type": "bool"
          },
          {
            "name": "constituents",
            "type": "tuple[]",
            "components": [
              {
                "name": "asset",
                "type": "tuple",
                "components": [
                  {
                    "name": "token",
                    "type": "address"
                  },
                  {
                    "name": "targetWad",
                    "type": "uint256"
                  },
                  {
                    "name": "poolFee",
                    "type": "uint24"
                  },
                  {
                    "name": "errorBps",
                    "type": "uint16"
                  },
                  {
                    "name": "feed",
                    "type": "tuple",
                    "components": [
                      {
                        "name": "aggregator",
                        "type": "address"
                      },
                      {
                        "name": "maxAgeSeconds",
                        "type": "uint32"
                      },
                      {
                        "name": "feedDecimals",
                        "type": "uint8"
                      },
                      {
                        "name": "tokenDecimals",
                        "type": "uint8"
                      }
                    ]
                  }
                ]
              },
              {
                "name": "symbol",
                "type": "string"
              },
              {
                "name": "decimals",
                "type": "uint8"
              },
              {
                "name": "amount",
                "type": "uint256"
              },
              {
                "name": "held",
                "type": "uint256"
              },
              {
                "name": "owed",
                "type": "uint256"
              },
              {
                "name": "priceE36",
                "type": "uint256"
              },
              {
                "name": "isFresh",
                "type": "bool"
              },
              {
                "name": "valueWad",
                "type": "uint256"
              },
              {
                "name": "weightWad",
                "type": "uint256"
              },
              {
                "name": "driftWad",
                "type": "int256"
              }
            ]
          },
          {
            "name": "faults",
            "type": "tuple[]",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "asked",
                "type": "address"
              },
              {
                "name": "selector",
                "type": "bytes4"
              },
              {
                "name": "trouble",
                "type": "uint8"
              },
              {
                "name": "data",
                "type": "bytes"
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "userPosition",
    "inputs": [
      {
        "name": "vault",
        "type": "address"
      },
      {
        "name": "user",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "vault",
            "type": "address"
          },
          {
            "name": "user",
            "type": "address"
          },
          {
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "name": "shares",
            "type": "uint256"
          },
          {
            "name": "lockedShares",
            "type": "uint256"
          },
          {
            "name": "lockedUntil",
            "type": "uint256"
          },
          {
            "name": "assets",
            "type": "uint256"
          },
          {
            "name": "valueWad",
            "type": "uint256"
          },
          {
            "name": "isFresh",
            "type": "bool"
          },
          {
            "name": "maxWithdraw",
            "type": "uint256"
          },
          {
            "name": "maxRedeem",
            "type": "uint256"
          },
          {
            "name": "holdings",
            "type": "tuple[]",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "symbol",
                "type": "string"
              },
              {
                "name": "decimals",
                "type": "uint8"
              },
              {
                "name": "amount",
                "type": "uint256"
              },
              {
                "name": "valueWad",
                "type": "uint256"
              },
              {
                "name": "priceE36",
                "type": "uint256"
              },
              {
                "name": "isFresh",
                "type": "bool"
              },
              {
                "name": "owed",
                "type": "uint256"
              }
            ]
          },
          {
            "name": "faults",
            "type": "tuple[]",
            "components": [
              {
                "name": "token",
                "type": "address"
              },
              {
                "name": "asked",
                "type": "address"
              },
              {
                "name": "selector",
                "type": "bytes4"
              },
              {
                "name": "trouble",
                "type": "uint8"
              },
              {
                "name": "data",
                "type": "bytes"
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "error",
    "name": "AlreadyInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmountAboveMaximum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountBelowMinimum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInNotTaken",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "taken",
        "type": "uint256"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountNotReceived",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "received",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountOutBelowMinimum",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "minOut",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetBalanceNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetDuplicate",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceOutOfRange",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BandNotBreached",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CallbackNotFromPool",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ConstitutionNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DeadlineExpired",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "DriftNotReduced",
    "inputs": [
      {
        "name": "beforeWad",
        "type": "uint256"
      },
      {
        "name": "afterWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnforcedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExpectedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeeOutOfRange",
    "inputs": [
      {
        "name": "gotBps",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRecipientZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedTokenMismatch",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feedTokenDecimals",
        "type": "uint8"
      },
      {
        "name": "tokenDecimals",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillBelowFloor",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "floor",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotMeasured",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotPlanned",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveDailyCap",
    "inputs": [
      {
        "name": "flowWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveHolding",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "valueWad",
        "type": "uint256"
      },
      {
        "name": "heldWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowPolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotRemovable",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImplementationLocked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "IntervalNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LegsEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ListTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "Locked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LossAboveBudget",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "budgetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossAboveWindow",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossLimitsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotOutOfRange",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotRunning",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MenuMissing",
    "inputs": [
      {
        "name": "menu",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NavZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotARiskEngine",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotCurator",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "curator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotGuardian",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "guardian",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotKeeper",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPaying",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPendingOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "pendingOwner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTheImplementation",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotTriggered",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingOwed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToTrade",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationExpired",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "expiredAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationPending",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationUnknown",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnerZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PaymentAboveTrade",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "remaining",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PaymentUnexpected",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "owed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PermitRefused",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolCallFailed",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolMissing",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolsCannotTake",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceTooFar",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "previousPriceE36",
        "type": "uint256"
      },
      {
        "name": "newPriceE36",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramCallFailed",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RiskEngineNotMade",
    "inputs": [
      {
        "name": "riskEngine",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoomMismatch",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      },
      {
        "name": "codeHash",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "RouteUnknown",
    "inputs": [
      {
        "name": "route",
        "type": "uint24"
      },
      {
        "name": "sources",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SettingUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ShareCapExceeded",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "cap",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesAboveSupply",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesBelowMinimum",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesLocked",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "free",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SuiteWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyNotZero",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyOutOfRange",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SwapInProgress",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TargetNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "targetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockOutOfRange",
    "inputs": [
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "minimumSeconds",
        "type": "uint256"
      },
      {
        "name": "maximumSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockShorter",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "currentSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockSkipped",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenCallReverted",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenReturnedFalse",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenWithoutCode",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TradeOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceMissing",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceStale",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "latestRoundId",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  }
] as const;

export const upkeepAbi = [
  {
    "type": "function",
    "name": "checkUpkeep",
    "inputs": [
      {
        "name": "checkData",
        "type": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "upkeepNeeded",
        "type": "bool"
      },
      {
        "name": "performData",
        "type": "bytes"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "checker",
    "inputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "canExec",
        "type": "bool"
      },
      {
        "name": "execPayload",
        "type": "bytes"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "create",
    "inputs": [
      {
        "name": "upkeep",
        "type": "tuple",
        "components": [
          {
            "name": "forwarder",
            "type": "address"
          },
          {
            "name": "workflowId",
            "type": "bytes32"
          },
          {
            "name": "workflowOwner",
            "type": "address"
          },
          {
            "name": "workflowName",
            "type": "bytes10"
          },
          {
            "name": "vault",
            "type": "address"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "onReport",
    "inputs": [
      {
        "name": "metadata",
        "type": "bytes"
      },
      {
        "name": "report",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "performUpkeep",
    "inputs": [
      {
        "name": "performData",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "poke",
    "inputs": [
      {
        "name": "vault",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "supportsInterface",
    "inputs": [
      {
        "name": "interfaceId",
        "type": "bytes4"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "upkeep",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "forwarder",
            "type": "address"
          },
          {
            "name": "workflowId",
            "type": "bytes32"
          },
          {
            "name": "workflowOwner",
            "type": "address"
          },
          {
            "name": "workflowName",
            "type": "bytes10"
          },
          {
            "name": "vault",
            "type": "address"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "Poked",
    "inputs": [
      {
        "name": "vault",
        "type": "address",
        "indexed": true
      },
      {
        "name": "caller",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ReceiverMade",
    "inputs": [
      {
        "name": "receiver",
        "type": "address",
        "indexed": true
      },
      {
        "name": "vault",
        "type": "address",
        "indexed": true
      },
      {
        "name": "upkeep",
        "type": "tuple",
        "indexed": false,
        "components": [
          {
            "name": "forwarder",
            "type": "address"
          },
          {
            "name": "workflowId",
            "type": "bytes32"
          },
          {
            "name": "workflowOwner",
            "type": "address"
          },
          {
            "name": "workflowName",
            "type": "bytes10"
          },
          {
            "name": "vault",
            "type": "address"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmountAboveMaximum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountBelowMinimum",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInNotTaken",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "taken",
        "type": "uint256"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountInZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountNotReceived",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "received",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountOutBelowMinimum",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "minOut",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmountZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetBalanceNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetCountOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetDuplicate",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceOutOfRange",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BandNotBreached",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CallbackNotFromPool",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CalldataMalformed",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ConstitutionNotStored",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DeadlineExpired",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecimalsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "DriftNotReduced",
    "inputs": [
      {
        "name": "beforeWad",
        "type": "uint256"
      },
      {
        "name": "afterWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnforcedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExpectedPause",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeeOutOfRange",
    "inputs": [
      {
        "name": "gotBps",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRecipientZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "FeedDecimalsMismatch",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "got",
        "type": "uint8"
      },
      {
        "name": "expected",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeedTokenMismatch",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "feedTokenDecimals",
        "type": "uint8"
      },
      {
        "name": "tokenDecimals",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillBelowFloor",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountOut",
        "type": "uint256"
      },
      {
        "name": "floor",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotMeasured",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FillNotPlanned",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveDailyCap",
    "inputs": [
      {
        "name": "flowWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowAboveHolding",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "valueWad",
        "type": "uint256"
      },
      {
        "name": "heldWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FlowPolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ForwarderZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "GasTooLow",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotRemovable",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImplementationLocked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "IntervalNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LegsEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "expected",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "Locked",
    "inputs": []
  },
  {
    "type": "error",
    "name": "LossAboveBudget",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "budgetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossAboveWindow",
    "inputs": [
      {
        "name": "lossWad",
        "type": "uint256"
      },
      {
        "name": "roomWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LossLimitsOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotOutOfRange",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LotRunning",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "MathOverflow",
    "inputs": []
  },
  {
    "type": "error",
    "name": "MaxAgeZero",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MenuMissing",
    "inputs": [
      {
        "name": "menu",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MetadataTooShort",
    "inputs": [
      {
        "name": "gotBytes",
        "type": "uint256"
      },
      {
        "name": "minimumBytes",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NameWithoutOwner",
    "inputs": [
      {
        "name": "workflowName",
        "type": "bytes10"
      }
    ]
  },
  {
    "type": "error",
    "name": "NavZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotAReceiver",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotARiskEngine",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotCurator",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "curator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotDue",
    "inputs": [
      {
        "name": "reason",
        "type": "uint8"
      },
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      },
      {
        "name": "eligibleAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotForwarder",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "forwarder",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotGuardian",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "guardian",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotInitialized",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotKeeper",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPaying",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotPendingOwner",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      },
      {
        "name": "pendingOwner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTheImplementation",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotTriggered",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingOwed",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "owner",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToTrade",
    "inputs": [
      {
        "name": "maxDriftWad",
        "type": "uint256"
      },
      {
        "name": "bandWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationExpired",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "expiredAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationPending",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OperationUnknown",
    "inputs": [
      {
        "name": "operation",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnerZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PaymentAboveTrade",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "remaining",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PaymentUnexpected",
    "inputs": [
      {
        "name": "amount0Delta",
        "type": "int256"
      },
      {
        "name": "amount1Delta",
        "type": "int256"
      },
      {
        "name": "owed",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PermitRefused",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "allowance",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "PolicyOutOfRange",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolCallFailed",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolMissing",
    "inputs": [
      {
        "name": "pool",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PoolsCannotTake",
    "inputs": [
      {
        "name": "tokenIn",
        "type": "address"
      },
      {
        "name": "tokenOut",
        "type": "address"
      },
      {
        "name": "amountIn",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceCarriedOver",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "answeredInRound",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceFromFuture",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "timestamp",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceMissing",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceNotPositive",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceOutOfRange",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "answer",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceStale",
    "inputs": [
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "updatedAt",
        "type": "uint256"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceTooFar",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "previousPriceE36",
        "type": "uint256"
      },
      {
        "name": "newPriceE36",
        "type": "uint256"
      },
      {
        "name": "maximumBps",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramCallFailed",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProgramWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReceiverNotMade",
    "inputs": [
      {
        "name": "receiver",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReportMalformed",
    "inputs": [
      {
        "name": "gotBytes",
        "type": "uint256"
      },
      {
        "name": "expectedBytes",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "RiskEngineNotMade",
    "inputs": [
      {
        "name": "riskEngine",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoomMismatch",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      },
      {
        "name": "codeHash",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "RouteUnknown",
    "inputs": [
      {
        "name": "route",
        "type": "uint24"
      },
      {
        "name": "sources",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorAbdicated",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "bytes4"
      },
      {
        "name": "expected",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SelectorUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerDown",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "since",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerInGrace",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      },
      {
        "name": "startedAt",
        "type": "uint256"
      },
      {
        "name": "graceSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SequencerMissing",
    "inputs": [
      {
        "name": "feed",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SettingUnknown",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "ShareCapExceeded",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "cap",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesAboveSupply",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesBelowMinimum",
    "inputs": [
      {
        "name": "shares",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesLocked",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "free",
        "type": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256"
      },
      {
        "name": "until",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SuiteWithoutCode",
    "inputs": [
      {
        "name": "program",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyNotZero",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyOutOfRange",
    "inputs": [
      {
        "name": "supply",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SupplyZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SwapInProgress",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TargetMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetNotZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "targetWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TargetZero",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "got",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockNotElapsed",
    "inputs": [
      {
        "name": "timestamp",
        "type": "uint256"
      },
      {
        "name": "executableAt",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockOutOfRange",
    "inputs": [
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "minimumSeconds",
        "type": "uint256"
      },
      {
        "name": "maximumSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockShorter",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      },
      {
        "name": "gotSeconds",
        "type": "uint256"
      },
      {
        "name": "currentSeconds",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TimelockSkipped",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenCallReverted",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      },
      {
        "name": "reason",
        "type": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenReturnedFalse",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenWithoutCode",
    "inputs": [
      {
        "name": "token",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TradeOutOfRange",
    "inputs": [
      {
        "name": "index",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TriggersOutOfRange",
    "inputs": [
      {
        "name": "field",
        "type": "string"
      },
      {
        "name": "got",
        "type": "int256"
      },
      {
        "name": "minimum",
        "type": "int256"
      },
      {
        "name": "maximum",
        "type": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueNotAccepted",
    "inputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceMissing",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "VarianceStale",
    "inputs": [
      {
        "name": "observer",
        "type": "address"
      },
      {
        "name": "aggregator",
        "type": "address"
      },
      {
        "name": "roundId",
        "type": "uint80"
      },
      {
        "name": "latestRoundId",
        "type": "uint80"
      }
    ]
  },
  {
    "type": "error",
    "name": "VaultMalformed",
    "inputs": [
      {
        "name": "gotBytes",
        "type": "uint256"
      },
      {
        "name": "expectedBytes",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VaultZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "WeightsDoNotSumToOne",
    "inputs": [
      {
        "name": "sumWad",
        "type": "uint256"
      },
      {
        "name": "expectedWad",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "WorkflowMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "bytes32"
      },
      {
        "name": "expected",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "WorkflowNameMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "bytes10"
      },
      {
        "name": "expected",
        "type": "bytes10"
      }
    ]
  },
  {
    "type": "error",
    "name": "WorkflowNotPinned",
    "inputs": []
  },
  {
    "type": "error",
    "name": "WorkflowOwnerMismatch",
    "inputs": [
      {
        "name": "got",
        "type": "address"
      },
      {
        "name": "expected",
        "type": "address"
      }
    ]
  }
] as const;
