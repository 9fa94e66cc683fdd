package import NIOCore
import NIOPosix
import NIOSSL

/// How long a server may think.
package struct IMAPTimeouts: Sendable, Hashable {
    package var connect: Duration = .seconds(30)
    package var greeting: Duration = .seconds(60)
    package var authentication: Duration = .seconds(120)
    /// Without a single byte, while a command runs. Searching and copying much takes a while.
    package var silence: Duration = .seconds(180)
    /// For one response, however slowly it drips.
    package var response: Duration = .seconds(1800)
    /// For each block that is written.
    package var block: Duration = .seconds(180)
    /// For the answer to a probe of a line that fell silent.
    package var probe: Duration = .seconds(30)
    package var logout: Duration = .seconds(5)

    package init() {}

    /// The same short time for everything: for tests, and for "test this account" in a page.
    package init(all duration: Duration) {
        connect = duration
        greeting = duration
        authentication = duration
        silence = duration
        response = duration
        block = duration
        probe = duration
        logout = duration
    }
}

/// The way to everybody's mailboxes. It holds what connections share; the connections belong to their
/// callers.
package struct IMAPClient: Sendable {
    let timeouts: IMAPTimeouts
    let idle: IdleMachine.Settings
    private let contexts: TLSContexts
    private let group: any EventLoopGroup
    private let addressPolicy: @Sendable (SocketAddress) -> Bool

    /// `addressPolicy` is asked about each address that would really be called.
    package init(
        timeouts: IMAPTimeouts = IMAPTimeouts(), idle: IdleMachine.Settings = IdleMachine.Settings(),
        contexts: TLSContexts = TLSContexts(),
        addressPolicy: @escaping @Sendable (SocketAddress) -> Bool = { !$0.isCloudMetadata }
    ) {
        self.timeouts = timeouts
        self.idle = idle
        self.contexts = contexts
        self.group = MultiThreadedEventLoopGroup.singleton
        self.addressPolicy = addressPolicy
    }

    /// Calls, secures and signs in. Whoever gets the session ends it with `logOut()` or `abort()`.
    package func connect(_ account: IMAPAccount) async throws(IMAPFailure) -> IMAPSession {
        let loop: any EventLoop = group.next()
        let session: IMAPSession
        do {
            let tls: NIOSSLContext? =
                account.security == .none
                ? nil : try contexts.context(additionalTrustRoots: account.additionalTrustRoots)
            let handler = try await loop.submit { NIOLoopBound(IMAPHandler(), eventLoop: loop) }.get()
            let connector = Connector(
                endpoint: Endpoint(host: account.host, port: account.port, security: account.security),
                timeout: timeouts.connect, tls: tls, addressPolicy: addressPolicy)
            let channel: any Channel = try await connector.connect(handler: handler, on: loop)
            session = IMAPSession(
                channel: channel, handler: handler, account: account, tls: tls, timeouts: timeouts, idle: idle
            )
        } catch {
            let cause = WireError(error)
            let reason: IMAPFailure.Reason = Task.isCancelled ? .cancelled : IMAPFailure.Reason(cause.reason)
            throw IMAPFailure(
                stage: cause.reason == .certificate ? .tls : .connect, reason: reason, host: account.host,
                message: cause.message)
        }
        try await session.introduce()
        return session
    }
}
