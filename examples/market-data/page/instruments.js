/** What is traded: the parts of a carillon. `unrest` is how much a price moves at a step. */
export const instruments = [
  { symbol: "BELL", name: "Bourdon bell", price: 4820, unrest: 0.0016 },
  { symbol: "BRNZ", name: "Bell bronze", price: 9.86, unrest: 0.004 },
  { symbol: "TIN", name: "Tin, refined", price: 31.4, unrest: 0.0026 },
  { symbol: "COPR", name: "Copper cathode", price: 8.74, unrest: 0.0032 },
  { symbol: "CLPR", name: "Clapper, forged", price: 212.5, unrest: 0.0018 },
  { symbol: "TOWR", name: "Tower lease", price: 1375, unrest: 0.0011 },
  { symbol: "WIRE", name: "Tracker wire", price: 3.42, unrest: 0.004 },
  { symbol: "KEYS", name: "Oak batons", price: 64.2, unrest: 0.0022 },
  { symbol: "DRUM", name: "Playing drum", price: 2640, unrest: 0.0014 },
  { symbol: "PINS", name: "Drum pins", price: 0.84, unrest: 0.006 },
  { symbol: "ROPE", name: "Flax rope", price: 12.15, unrest: 0.0024 },
  { symbol: "YOKE", name: "Oak yoke", price: 540, unrest: 0.0013 },
  { symbol: "GONG", name: "Gong, tuned", price: 388, unrest: 0.002 },
  { symbol: "CHME", name: "Chime bar", price: 46.9, unrest: 0.0027 },
  { symbol: "FELT", name: "Damper felt", price: 7.05, unrest: 0.003 },
  { symbol: "LEAD", name: "Pedal weights", price: 2.11, unrest: 0.0042 },
];
