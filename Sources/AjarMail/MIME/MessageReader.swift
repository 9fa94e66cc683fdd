import AjarCore
import CGMime

/// Bytes become a message. Whatever they are, the answer comes in bounded time and memory.
package enum MessageReader {
    /// Blocking and pure: call it where a moment of work disturbs nobody.
    package static func read(_ bytes: [UInt8], limits: ReadLimits = .default) throws(ReadError) -> ReadMessage
    {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        try checkHeaders(bytes, limits)
        // Every level costs the parser stack and time for each line, so the levels are counted before it sees
        // them.
        guard MessageShape.countMultiparts(bytes) <= limits.parts else { throw .tooManyParts }
        GMime.prepare()
        guard let stream = GMime.stream(bytes) else { throw .unreadable }
        defer { cgmime_release(stream) }
        guard let parser = g_mime_parser_new_with_stream(stream) else { throw .unreadable }
        defer { cgmime_release(parser) }
        g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE)
        guard let message = g_mime_parser_construct_message(parser, nil) else { throw .unreadable }
        defer { cgmime_release(message) }
        return read(message, limits)
    }

    private static func checkHeaders(_ bytes: [UInt8], _ limits: ReadLimits) throws(ReadError) {
        let (count, length) = MessageShape.headerBlock(bytes)
        guard count <= limits.headers, length <= limits.headerBytes else { throw .tooManyHeaders }
    }

    private static func read(
        _ message: UnsafeMutablePointer<GMimeMessage>, _ limits: ReadLimits
    ) -> ReadMessage {
        var result = ReadMessage()
        let object = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        result.headers = headers(of: object)
        result.from = addresses("From", of: object).first
        result.sender = addresses("Sender", of: object).first
        result.replyTo = addresses("Reply-To", of: object)
        result.to = addresses("To", of: object)
        result.cc = addresses("Cc", of: object)
        result.bcc = addresses("Bcc", of: object)
        result.subject = result.header("Subject") ?? ""
        result.date = date(g_mime_message_get_date(message))
        result.messageID = result.header("Message-ID").flatMap { MessageID.list(parsing: $0).first }
        result.inReplyTo = result.header("In-Reply-To").flatMap { MessageID.list(parsing: $0).first }
        result.references = result.header("References").map { MessageID.list(parsing: $0) } ?? []
        if let root = g_mime_message_get_mime_part(message) {
            result.headers += headers(of: root)
            result.contentType = PartReader.mediaType(of: root)
            var parts = PartReader(limits)
            parts.read(root, depth: 0, isRelated: false)
            (result.text, result.html) = (parts.text, parts.html)
            result.attachments = parts.attachments
            result.isTruncated = parts.isTruncated
        }
        result.isAutoReply = AutoReply.isOne(result)
        return result
    }

    // MARK: - Headers

    private static func headers(of object: UnsafeMutablePointer<GMimeObject>) -> [ReadHeader] {
        var headers: [ReadHeader] = []
        forEachHeader(of: object) { name, raw in
            let value = HeaderValue(cleaning: EncodedWords.decode(raw), limit: 65_536)
            headers.append(ReadHeader(name: name, value: value.text))
        }
        return headers
    }

    private static func forEachHeader(
        of object: UnsafeMutablePointer<GMimeObject>, _ body: (String, UnsafePointer<CChar>) -> Void
    ) {
        guard let list = g_mime_object_get_header_list(object) else { return }
        for index in 0..<g_mime_header_list_get_count(list) {
            guard let header = g_mime_header_list_get_header_at(list, index) else { continue }
            guard let name = GMime.string(g_mime_header_get_name(header)) else { continue }
            guard let raw = g_mime_header_get_raw_value(header) else { continue }
            body(name, raw)
        }
    }

    /// From all headers of that name together.
    private static func addresses(_ name: String, of object: UnsafeMutablePointer<GMimeObject>) -> [Address] {
        var found: [Address] = []
        forEachHeader(of: object) { other, raw in
            guard other.lowercased() == name.lowercased() else { return }
            EncodedWords.joinable(raw).withUnsafeBufferPointer { text in
                guard let list = internet_address_list_parse(nil, text.baseAddress) else { return }
                defer { cgmime_release(list) }
                found += addresses(list)
            }
        }
        return found
    }

    /// Groups are opened; what is no address is left out.
    private static func addresses(
        _ list: UnsafeMutablePointer<InternetAddressList>?, depth: Int = 0
    ) -> [Address] {
        guard let list, depth < 4 else { return [] }
        var found: [Address] = []
        for index in 0..<min(internet_address_list_length(list), 10_000) {
            guard let entry = internet_address_list_get_address(list, index) else { continue }
            if cgmime_is_group(entry) != 0 {
                let group = UnsafeMutableRawPointer(entry).assumingMemoryBound(to: InternetAddressGroup.self)
                found += addresses(internet_address_group_get_members(group), depth: depth + 1)
            } else if cgmime_is_mailbox(entry) != 0 {
                let mailbox = UnsafeMutableRawPointer(entry).assumingMemoryBound(
                    to: InternetAddressMailbox.self)
                let email: String = GMime.string(internet_address_mailbox_get_addr(mailbox)) ?? ""
                let name = HeaderValue(
                    cleaning: GMime.string(internet_address_get_name(entry)) ?? "", limit: 240)
                if let address = try? Address(name: name.text, email: email) { found.append(address) }
            }
        }
        return found
    }

    private static func date(_ date: OpaquePointer?) -> Timestamp? {
        guard let date else { return nil }
        let seconds = Int(g_date_time_to_unix(date))
        return seconds == 0 ? nil : Timestamp(micros: seconds * 1_000_000)
    }
}

/// What can be told about a message before anybody parses it.
enum MessageShape {
    /// How many header fields there are, and up to where they reach.
    static func headerBlock(_ bytes: [UInt8]) -> (count: Int, length: Int) {
        var count = 0
        var lineStart = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            let line: ArraySlice<UInt8> = bytes[lineStart..<index]
            if line.isEmpty || line.elementsEqual([0x0D]) { return (count, index) }
            if line.first != 0x20, line.first != 0x09 { count += 1 }
            lineStart = index + 1
            // Long before this many fields, the answer is clear.
            if count > 100_000 { break }
        }
        return (count, lineStart == 0 ? bytes.count : lineStart)
    }

    /// How often a part could begin that has parts.
    static func countMultiparts(_ bytes: [UInt8]) -> Int {
        var count = 0
        for (index, byte) in bytes.enumerated() where byte == 0x2F {
            let before = bytes[..<index].suffix(9).map(\.lowercasedASCII)
            if before.elementsEqual(multipart) || before.suffix(7).elementsEqual(message) { count += 1 }
        }
        return count
    }

    private static let multipart: [UInt8] = Array("multipart".utf8)
    private static let message: [UInt8] = Array("message".utf8)
}
