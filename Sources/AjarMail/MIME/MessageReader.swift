import AjarCore
import CGMime

/// Bytes become a message. Whatever they are, the answer comes in bounded time and memory.
package enum MessageReader {
    package static func read(_ bytes: [UInt8], limits: ReadLimits = .default) throws(ReadError) -> ReadMessage {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        try checkHeaders(bytes, limits)
        // Every level costs the parser stack and time for each line, so the levels are counted before it sees them.
        guard MessageShape.countMultiparts(bytes) <= limits.parts else { throw .tooManyParts }
        GMime.prepare()
        guard let stream = GMime.stream(bytes) else { throw .libraryFailure }
        defer { cgmime_release(stream) }
        guard let parser = g_mime_parser_new_with_stream(stream) else { throw .libraryFailure }
        defer { cgmime_release(parser) }
        g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE)
        guard let message = g_mime_parser_construct_message(parser, nil) else { throw .libraryFailure }
        defer { cgmime_release(message) }
        return read(message, limits)
    }

    private static func checkHeaders(_ bytes: [UInt8], _ limits: ReadLimits) throws(ReadError) {
        let (count, length) = MessageShape.headerBlock(bytes)
        guard count <= limits.headers, length <= limits.headerBytes else { throw .tooManyHeaders }
    }

    private static func read(_ message: UnsafeMutablePointer<GMimeMessage>, _ limits: ReadLimits) -> ReadMessage {
        var result = ReadMessage()
        let object = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        result.headers = headers(of: object)
        result.from = addresses(g_mime_message_get_from(message)).first
        result.sender = addresses(g_mime_message_get_sender(message)).first
        result.replyTo = addresses(g_mime_message_get_reply_to(message))
        result.to = addresses(g_mime_message_get_to(message))
        result.cc = addresses(g_mime_message_get_cc(message))
        result.bcc = addresses(g_mime_message_get_bcc(message))
        result.subject = HeaderValue(cleaning: GMime.string(g_mime_message_get_subject(message)) ?? "").text
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
        guard let list = g_mime_object_get_header_list(object) else { return [] }
        var headers: [ReadHeader] = []
        for index in 0..<g_mime_header_list_get_count(list) {
            guard let header = g_mime_header_list_get_header_at(list, index) else { continue }
            guard let name = GMime.string(g_mime_header_get_name(header)) else { continue }
            let value: String = GMime.string(g_mime_header_get_value(header)) ?? ""
            headers.append(ReadHeader(name: name, value: HeaderValue(cleaning: value, limit: 65_536).text))
        }
        return headers
    }

    /// Groups are opened; what is no address is left out.
    private static func addresses(_ list: UnsafeMutablePointer<InternetAddressList>?, depth: Int = 0) -> [Address] {
        guard let list, depth < 4 else { return [] }
        var found: [Address] = []
        for index in 0..<min(internet_address_list_length(list), 10_000) {
            guard let entry = internet_address_list_get_address(list, index) else { continue }
            if cgmime_is_group(entry) != 0 {
                let group = UnsafeMutableRawPointer(entry).assumingMemoryBound(to: InternetAddressGroup.self)
                found += addresses(internet_address_group_get_members(group), depth: depth + 1)
            } else if cgmime_is_mailbox(entry) != 0 {
                let mailbox = UnsafeMutableRawPointer(entry).assumingMemoryBound(to: InternetAddressMailbox.self)
                let email: String = GMime.string(internet_address_mailbox_get_addr(mailbox)) ?? ""
                let name = HeaderValue(cleaning: GMime.string(internet_address_get_name(entry)) ?? "", limit: 240)
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
