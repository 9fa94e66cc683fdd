/// Which addresses we call on a customer's word. Asked about the address that is really connected to, so a
/// name that changes its mind between the check and the call gains nothing.
package struct Egress: Sendable {
    private let allowed: [CIDR]

    /// `allow`: networks such as `127.0.0.0/8` that may be called although they are private.
    package init(allow: [String] = []) { allowed = allow.compactMap { CIDR($0) } }

    /// A webhook, an image, anything but mail: public addresses, and what was allowed by name.
    package func mayCall(_ address: IPAddress) -> Bool {
        if address.isMetadata { return false }
        return allowed.contains { $0.contains(address) } || address.isPublic
    }

    /// A mail server: loopback and private networks are usual, the metadata services of clouds never are.
    package func mayDeliver(to address: IPAddress) -> Bool { !address.isMetadata }
}

/// An IP address as 16 bytes; IPv4 is mapped into IPv6, so that both spellings of one address are one.
package struct IPAddress: Sendable, Hashable {
    package let bytes: [UInt8]

    /// Four or sixteen bytes in network order; nil otherwise.
    package init?(_ raw: [UInt8]) {
        switch raw.count {
        case 4: bytes = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + raw
        case 16: bytes = raw
        default: return nil
        }
    }

    /// `127.0.0.1` or `::1`
    package init?(_ text: String) {
        if text.contains(":") {
            guard let raw = Self.parseIPv6(text) else { return nil }
            self.init(raw)
        } else {
            // A leading zero means octal to some and nothing to others, so it is no address to us.
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part -> UInt8? in
                guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                    part.count == 1 || part.first != "0"
                else { return nil }
                return UInt8(part)
            }
            guard parts.count == 4, parts.allSatisfy({ $0 != nil }) else { return nil }
            self.init(parts.compactMap { $0 })
        }
    }

    private static func parseIPv6(_ text: String) -> [UInt8]? {
        let halves = text.components(separatedBy: "::")
        guard halves.count <= 2 else { return nil }
        func groups(_ part: String) -> [UInt8]? {
            if part.isEmpty { return [] }
            var raw: [UInt8] = []
            for group in part.split(separator: ":", omittingEmptySubsequences: false) {
                if group.contains(".") {
                    guard let mapped = IPAddress(String(group)) else { return nil }
                    raw += mapped.bytes.suffix(4)
                    continue
                }
                guard group.count <= 4, let number = UInt16(group, radix: 16) else { return nil }
                raw += [UInt8(number >> 8), UInt8(number & 0xFF)]
            }
            return raw
        }
        guard let head = groups(halves[0]), let tail = groups(halves.count == 2 ? halves[1] : "") else {
            return nil
        }
        let missing = 16 - head.count - tail.count
        guard halves.count == 2 ? missing >= 0 : missing == 0 else { return nil }
        return head + [UInt8](repeating: 0, count: max(0, missing)) + tail
    }

    private func isIn(_ networks: [String]) -> Bool {
        networks.compactMap { CIDR($0) }.contains { $0.contains(self) }
    }

    /// Where clouds hand out credentials to whoever asks from inside.
    var isMetadata: Bool { isIn(["169.254.0.0/16", "100.100.100.200/32", "fd00:ec2::254/128"]) }

    var isPublic: Bool {
        !isIn([
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128",
            "64:ff9b::/96", "fc00::/7",
            "fe80::/10", "ff00::/8",
        ])
    }
}

/// A network: an address and how many of its first bits count.
struct CIDR: Sendable {
    private let address: IPAddress
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        let isIPv4 = !first.contains(":")
        guard let length = parts.count == 2 ? Int(parts[1]) : (isIPv4 ? 32 : 128) else { return nil }
        guard (0...(isIPv4 ? 32 : 128)).contains(length) else { return nil }
        self.address = address
        bits = isIPv4 ? length + 96 : length
    }

    func contains(_ other: IPAddress) -> Bool {
        for index in 0..<16 {
            let left = min(8, max(0, bits - index * 8))
            guard left > 0 else { return true }
            let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - left))
            if address.bytes[index] & mask != other.bytes[index] & mask { return false }
        }
        return true
    }
}

extension String {
    /// The parts between the separators, empty ones too.
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
