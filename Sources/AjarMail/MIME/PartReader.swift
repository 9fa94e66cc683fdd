import CGMime

/// Walks the parts of a message: which are its text, and which are attached.
struct PartReader {
    private typealias Object = UnsafeMutablePointer<GMimeObject>

    private let limits: ReadLimits
    private var count = 0
    private var texts: [String] = []
    private var pages: [String] = []
    private(set) var attachments: [ReadAttachment] = []
    private(set) var isTruncated = false

    init(_ limits: ReadLimits) { self.limits = limits }

    /// A message may hold several: text, picture, text.
    var text: String? { texts.isEmpty ? nil : texts.joined(separator: "\n") }
    var html: String? { pages.isEmpty ? nil : pages.joined(separator: "<br>\n") }

    mutating func read(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int, isRelated: Bool) {
        count += 1
        guard count <= limits.parts, depth <= limits.depth else {
            isTruncated = true
            return
        }
        if cgmime_is_multipart(object) != 0 {
            let multipart = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMultipart.self)
            let isRelated: Bool = Self.mediaType(of: object) == "multipart/related"
            for index in 0..<g_mime_multipart_get_count(multipart) where !isTruncated {
                guard let part = g_mime_multipart_get_part(multipart, index) else { continue }
                read(part, depth: depth + 1, isRelated: isRelated)
            }
        } else if cgmime_is_message_part(object) != 0 {
            readMessage(object)
        } else if cgmime_is_part(object) != 0 {
            readPart(object, isRelated: isRelated)
        }
    }

    private mutating func readPart(_ object: UnsafeMutablePointer<GMimeObject>, isRelated: Bool) {
        let part = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimePart.self)
        let type: String = Self.mediaType(of: object)
        let filename: String? = GMime.string(g_mime_part_get_filename(part))
        let disposition: String? = GMime.string(g_mime_object_get_disposition(object))?.lowercased()
        let bytes: [UInt8] = content(of: part)
        if disposition != "attachment", filename == nil, type == "text/plain" || type == "text/html" {
            let charset: String? = GMime.string(g_mime_object_get_content_type_parameter(object, "charset"))
            let text: String = TextDecoding.decode(bytes, charset: charset)
            if type == "text/html" { pages.append(text) } else { texts.append(text) }
            return
        }
        let contentID: String? = GMime.string(g_mime_object_get_content_id(object))
        attachments.append(
            ReadAttachment(
                filename: Self.cleanFilename(filename, type), contentType: type,
                contentID: contentID.flatMap { try? MessageID($0) }?.text,
                isInline: disposition == "inline"
                    || isRelated && contentID != nil && disposition != "attachment",
                data: bytes))
    }

    /// A mail in the mail stays closed: what it says is not what this one says.
    private mutating func readMessage(_ object: UnsafeMutablePointer<GMimeObject>) {
        let part = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMessagePart.self)
        guard let message = g_mime_message_part_get_message(part) else { return }
        let subject: String = GMime.string(g_mime_message_get_subject(message)) ?? ""
        let inner = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        let bytes: [UInt8] = GMime.collect { stream in _ = g_mime_object_write_to_stream(inner, nil, stream) }
        let named: String? = GMime.string(g_mime_object_get_content_disposition_parameter(object, "filename"))
        let filename: String = named ?? (subject.isEmpty ? "message.eml" : "\(subject.prefix(100)).eml")
        attachments.append(
            ReadAttachment(
                filename: Self.cleanFilename(filename, "message/rfc822"),
                contentType: Self.mediaType(of: object),
                contentID: nil, isInline: false, data: bytes))
    }

    private func content(of part: UnsafeMutablePointer<GMimePart>) -> [UInt8] {
        guard let wrapper = g_mime_part_get_content(part) else { return [] }
        return GMime.collect { stream in _ = g_mime_data_wrapper_write_to_stream(wrapper, stream) }
    }

    // MARK: - Words

    static func mediaType(of object: UnsafeMutablePointer<GMimeObject>) -> String {
        guard let type = g_mime_object_get_content_type(object) else { return "application/octet-stream" }
        let text: String = GMime.owned(g_mime_content_type_get_mime_type(type))?.lowercased() ?? ""
        let isValid: Bool = text.utf8.count <= 200 && text.utf8.allSatisfy { $0.isToken || $0 == 0x2F }
        return isValid && text.contains("/") ? text : "application/octet-stream"
    }

    /// Senders write paths, line breaks and nothing at all.
    static func cleanFilename(_ name: String?, _ type: String) -> String {
        var clean = String.UnicodeScalarView()
        // Of a path, only where it ends.
        let last = (name ?? "").unicodeScalars.split(separator: "/").last
        for scalar in (last ?? "".unicodeScalars[...]).prefix(255) {
            clean.append(scalar.isForbiddenInHeaders || scalar == "\\" ? "_" : scalar)
        }
        let text = String(String(clean).trimmingSpaces())
        guard text.isEmpty || text == "." || text == ".." else { return text }
        return type == "message/rfc822" ? "message.eml" : "attachment"
    }
}
