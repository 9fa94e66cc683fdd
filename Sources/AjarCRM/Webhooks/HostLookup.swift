import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds the addresses of a host name.
package struct HostLookup: Sendable {
    package let addresses: @Sendable (_ host: String) async throws -> [IPAddress]

    package init(_ addresses: @escaping @Sendable (_ host: String) async throws -> [IPAddress]) {
        self.addresses = addresses
    }

    /// By the system's resolver, which blocks: so on a thread of its own.
    package static let system: HostLookup = HostLookup { host in
        try await NIOThreadPool.singleton.runIfActive { ask(host) }
    }

    private static func ask(_ host: String) -> [IPAddress] {
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
        var found: [IPAddress] = []
        var next = list
        while let info = next?.pointee, found.count < 16 {
            if let address = IPAddress(info), !found.contains(address) { found.append(address) }
            next = info.ai_next
        }
        return found
    }
}

extension IPAddress {
    /// The address of a result; one with a scope, such as a link-local one, reads without it and is never
    /// public.
    fileprivate init?(_ info: addrinfo) {
        guard let raw = info.ai_addr else { return nil }
        switch info.ai_family {
        case AF_INET:
            let address = raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_addr }
            self.init(withUnsafeBytes(of: address) { Array($0) })
        case AF_INET6:
            let address = raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { $0.pointee.sin6_addr }
            self.init(withUnsafeBytes(of: address) { Array($0) })
        default: return nil
        }
    }

    /// `127.0.0.1`, also for the form that is mapped into IPv6; otherwise the eight groups.
    var text: String {
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        if isMapped { return bytes[12...].map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map {
            String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16)
        }.joined(separator: ":")
    }
}
