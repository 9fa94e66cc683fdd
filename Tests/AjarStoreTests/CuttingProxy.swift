import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The system's own, beside a method of that name.
private let systemAccept:
    @Sendable (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32 = {
        accept($0, $1, $2)
    }

/// Stands between us and a server on the same machine, and can cut a connection after a request, before its
/// answer.
final class CuttingProxy: Sendable {
    struct NoSocket: Error {}

    let url: String
    private let listener: Int32
    private let state = Mutex<(cutsNext: Bool, cuts: Int, isStopped: Bool)>((false, 0, false))

    /// `url` names host and port as numbers: `postgresql://user@127.0.0.1:5432/name`.
    init(to url: String) throws {
        guard let parts = URLComponents(string: url), let target = parts.port else { throw NoSocket() }
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard bound else { throw NoSocket() }
        var own = parts
        own.port = Int(UInt16(bigEndian: address.sin_port))
        self.url = own.string ?? url
        Thread.detachNewThread { [self] in accept(to: target) }
    }

    var cuts: Int { state.withLock { $0.cuts } }

    func cutAfterNextRequest() { state.withLock { $0.cutsNext = true } }

    func stop() {
        state.withLock { $0.isStopped = true }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func accept(to port: Int) {
        while !state.withLock({ $0.isStopped }) {
            let client = systemAccept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.loopback(port: UInt16(port))
            _ = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            Thread.detachNewThread { [self] in forward(client, server, isRequest: true) }
            Thread.detachNewThread { [self] in forward(server, client, isRequest: false) }
        }
    }

    private func forward(_ from: Int32, _ to: Int32, isRequest: Bool) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(from, &bytes, bytes.count, 0)
            guard count > 0 else { break }
            let isCut =
                isRequest
                && state.withLock { state in
                    defer { state.cutsNext = false }
                    if state.cutsNext { state.cuts += 1 }
                    return state.cutsNext
                }
            // The client hears nothing more; the server gets the request whole.
            if isCut { shutdown(from, Int32(SHUT_RDWR)) }
            _ = send(to, bytes, count, Int32(MSG_NOSIGNAL))
            if isCut { break }
        }
        shutdown(to, Int32(SHUT_WR))
        if !isRequest { shutdown(from, Int32(SHUT_RDWR)) }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
