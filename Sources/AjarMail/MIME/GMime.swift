import CGMime

/// The door to the library. It is set up once; its objects belong to one call each, because they are not
/// thread-safe.
enum GMime {
    private static let isReady: Bool = {
        g_mime_init()
        return true
    }()

    static func prepare() { precondition(isReady) }

    /// Runs `body` with a stream in memory and gives back what was written to it.
    static func collect(_ body: (UnsafeMutablePointer<GMimeStream>) -> Void) -> [UInt8] {
        guard let stream = g_mime_stream_mem_new() else { return [] }
        defer { cgmime_release(stream) }
        body(stream)
        return stream.withMemoryRebound(to: GMimeStreamMem.self, capacity: 1) { memory in
            guard let array = g_mime_stream_mem_get_byte_array(memory), let data = array.pointee.data else {
                return []
            }
            return Array(UnsafeBufferPointer(start: data, count: Int(array.pointee.len)))
        }
    }

    /// A stream over a copy of the bytes.
    static func stream(_ bytes: [UInt8]) -> UnsafeMutablePointer<GMimeStream>? {
        bytes.withUnsafeBytes { buffer in
            g_mime_stream_mem_new_with_buffer(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
    }

    static func string(_ text: UnsafePointer<CChar>?) -> String? { text.map { String(cString: $0) } }

    /// For strings the library hands over for good.
    static func owned(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { g_free(text) }
        return String(cString: text)
    }
}

extension Address {
    /// The form for headers and envelopes: a domain with letters becomes its `xn--` form when the local part
    /// is ASCII, so that relays without SMTPUTF8 can carry it. A local part has no such form; then the
    /// address stays what it is.
    package var wireEmail: String {
        guard !isASCII, localPart.utf8.allSatisfy({ $0 < 0x80 }) else { return email }
        GMime.prepare()
        guard let mailbox = internet_address_mailbox_new(nil, email) else { return email }
        defer { cgmime_release(mailbox) }
        return mailbox.withMemoryRebound(to: InternetAddressMailbox.self, capacity: 1) { mailbox in
            guard let text = GMime.string(internet_address_mailbox_get_idn_addr(mailbox)) else {
                return email
            }
            return Self.isValidEmail(text) ? text : email
        }
    }
}
