package import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a server listens, and when TLS begins.
struct Endpoint: Sendable {
    let host: String
    let port: Int
    let security: SMTPAccount.Security
}

/// Finds the host, asks whether its addresses are allowed, and makes the connection.
struct Connector: Sendable {
    /// Names with hundreds of addresses exist; nobody waits that long.
    static let maximumAddresses: Int = 6

    let endpoint: Endpoint
    let timeout: Duration
    let tls: NIOSSLContext?
    /// Asked about each address that would really be called: a name says nothing about where it leads.
    let addressPolicy: @Sendable (SocketAddress) -> Bool

    func connect(
        handler: NIOLoopBound<some ChannelInboundHandler>, on loop: any EventLoop
    ) async throws(WireError) -> any Channel {
        let found: [SocketAddress] = try await resolve(on: loop)
        let allowed: [SocketAddress] = found.filter(addressPolicy)
        guard !allowed.isEmpty else {
            throw found.isEmpty
                ? WireError(.nameNotFound, "The host name has no address.")
                : WireError(.addressRefused, "The host name leads to an address that may not be called.")
        }
        var last = WireError(.connectionRefused, "The server could not be reached.")
        for address in allowed.prefix(Self.maximumAddresses) {
            do {
                return try await bootstrap(handler, on: loop).connect(to: address).get()
            } catch {
                let cause = WireError(error)
                last = cause.reason == .connectionLost ? WireError(.connectionRefused, "\(error)") : cause
            }
        }
        throw last
    }

    private func bootstrap(
        _ handler: NIOLoopBound<some ChannelInboundHandler>, on loop: any EventLoop
    ) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.autoRead, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls, endpoint.security == .tls {
                        try channel.pipeline.syncOperations.addHandler(
                            Self.tlsHandler(tls, host: endpoint.host))
                    }
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
    }

    /// A certificate is checked against the name; for a bare address, against the address.
    static func tlsHandler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        let isAddress: Bool = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let name: String = host.hasSuffix(".") ? String(host.dropLast()) : host
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : name)
    }

    // MARK: - Names

    private func resolve(on loop: any EventLoop) async throws(WireError) -> [SocketAddress] {
        if let address = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port) {
            return [address]
        }
        let promise: EventLoopPromise<[SocketAddress]> = loop.makePromise()
        let deadline = loop.scheduleTask(in: TimeAmount(timeout)) {
            promise.fail(WireError(.timeout, "The host name could not be looked up in time."))
        }
        let (host, port) = (endpoint.host, endpoint.port)
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) { Self.lookUp(host, port) }.whenComplete {
            result in
            deadline.cancel()
            promise.completeWith(result)
        }
        do {
            return try await promise.futureResult.get()
        } catch {
            throw WireError(error)
        }
    }

    /// Blocks, so it runs on a thread of its own.
    private static func lookUp(_ host: String, _ port: Int) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard !host.utf8.contains(0), getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next?.pointee, addresses.count < 64 {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            {
                let bytes: [UInt8] = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                let address = try? SocketAddress(
                    ipAddress: String(decoding: bytes, as: UTF8.self), port: port)
                if let address { addresses.append(address) }
            }
            next = info.ai_next
        }
        return addresses
    }
}

extension SocketAddress {
    /// Where clouds hand out credentials to whoever asks from inside: never a mail server.
    package var isCloudMetadata: Bool {
        guard let text = ipAddress?.lowercased() else { return false }
        let plain: Substring = text.hasPrefix("::ffff:") ? text.dropFirst(7) : text[...]
        return plain.hasPrefix("169.254.") || plain == "100.100.100.200" || plain == "fd00:ec2::254"
    }
}
