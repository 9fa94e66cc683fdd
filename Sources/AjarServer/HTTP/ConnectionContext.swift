package import Hummingbird
package import NIOCore

/// What we need to know of the connection that a request came in on; nothing is made per request that nobody reads.
package struct ConnectionContext: InitializableFromSource, Sendable {
    package let channel: any Channel

    package init(source: ApplicationRequestContextSource) { channel = source.channel }

    /// Who is at the other end: a client, or the proxy in front of us.
    package var isLoopback: Bool {
        guard let address = channel.remoteAddress?.ipAddress else { return false }
        return address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }

    /// Ends the connection a little later: after a refusal, nobody should go on reading what was refused.
    func closeSoon() {
        channel.eventLoop.scheduleTask(in: .seconds(2)) { [channel] in channel.close(promise: nil) }
    }
}
