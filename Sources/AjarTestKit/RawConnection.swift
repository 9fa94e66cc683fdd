import NIOCore
import NIOPosix

/// Bytes to a port, and what comes back until the other end hangs up: for requests that no client would send.
package enum RawConnection {
    package static func exchange(
        _ parts: [String], port: Int, deadline: Duration = .seconds(20)
    ) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let timer = channel.channel.eventLoop.scheduleTask(in: TimeAmount(deadline)) {
            channel.channel.close(promise: nil)
        }
        defer { timer.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            for part in parts { try await outbound.write(ByteBuffer(string: part)) }
            var answer = ByteBuffer()
            for try await buffer in inbound { answer.writeImmutableBuffer(buffer) }
            return String(buffer: answer)
        }
    }
}
