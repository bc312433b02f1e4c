import net from "node:net";

const [port, token] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };
const waiting = new Map();
const socket = net.connect(Number(port), "127.0.0.1");
let read = Buffer.alloc(0);

/** A frame: the length in four octets, then JSON. */
function write(frame) {
  const json = Buffer.from(JSON.stringify(frame));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  socket.write(Buffer.concat([length, json]));
}

/** Sends, or registers, and waits for the answer. */
function request(type, address, body) {
  const replyAddress = crypto.randomUUID();
  write({ type, address, replyAddress, headers, body });
  return new Promise((resolve, reject) => waiting.set(replyAddress, { resolve, reject }));
}

function take(frame) {
  const answered = waiting.get(frame.address);
  if (answered) {
    waiting.delete(frame.address);
    frame.type === "err" ? answered.reject(new Error(frame.message)) : answered.resolve(frame.body);
  } else if (frame.address === "carillon.call.add") { // a client's call
    const [a, b] = frame.body;
    write({ type: "send", address: frame.replyAddress, body: a + b });
  } else {
    console.log(frame.address, JSON.stringify(frame.body));
  }
}

socket.on("data", (bytes) => {
  read = Buffer.concat([read, bytes]);
  while (read.length >= 4 && read.length >= 4 + read.readUInt32BE()) {
    const end = 4 + read.readUInt32BE();
    take(JSON.parse(read.subarray(4, end)));
    read = read.subarray(end);
  }
});

await request("register", "carillon.call.add");
await request("register", "carillon.room.orders:ann");
console.log(await request("send", "carillon.publish", { room: "orders:ann", data: { article: "bell" }, key: "o1" }));
