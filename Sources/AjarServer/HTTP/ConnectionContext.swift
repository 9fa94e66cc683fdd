import NIOCore

/// What we need to know of the connection that a request came in on; nothing is made per request that nobody
/// reads.
package struct ConnectionContext: Sendable {
    private let channel: (any Channel)?
    /// Who is at the other end: a client, or the proxy in front of us.
    package let peer: String?

    init(_ channel: any Channel) {
        self.channel = channel
        peer = channel.remoteAddress?.ipAddress
    }

    /// A request that came without a connection, in a test.
    package init(peer: String) {
        channel = nil
        self.peer = peer
    }

    package var isLoopback: Bool {
        guard let peer else { return false }
        return peer.hasPrefix("127.") || peer == "::1" || peer.hasPrefix("::ffff:127.")
    }

    /// Ends the connection a little later: after a refusal, nobody should go on reading what was refused.
    func closeSoon() {
        guard let channel else { return }
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }
}
