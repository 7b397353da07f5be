import { Socket } from "node:net";

/**
 * Until the returned function is called, this process reaches nothing but itself: a connection to
 * another host throws. Native code has sockets of its own, which this cannot see.
 */
export function loopbackOnly(): () => void {
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]): Socket {
    const host = hostOf(given);
    if (!/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host))
      throw new Error(`a peer tried to reach ${host}: nothing leaves this machine in a benchmark`);
    return Reflect.apply(connect, this, given);
  };
  return () => {
    Socket.prototype.connect = connect;
  };
}

/** As `connect` reads its arguments: normalised options, options, a pipe's path, or a port and a host. */
function hostOf([first, second]: readonly unknown[]): string {
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options === "object" && options !== null)
    return "host" in options && typeof options.host === "string" ? options.host : "localhost";
  return typeof options === "number" && typeof second === "string" ? second : "localhost";
}
