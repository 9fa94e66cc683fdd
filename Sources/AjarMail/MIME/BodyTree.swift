import CGMime

/// The parts of a message, nested as the standards want them:
/// `mixed( alternative( text, related( html, pictures ) ), files )`, each level only where it is needed.
struct BodyTree {
    /// A GMime object we hold one reference of.
    private typealias Object = UnsafeMutablePointer<GMimeObject>

    private let message: OutgoingMessage
    /// Occurs in no quoted-printable and no Base64 body, because of `=_`.
    private let boundaryStem: String

    init(_ message: OutgoingMessage) {
        self.message = message
        self.boundaryStem = "=_ajar_" + Self.fingerprint(of: message.messageID.text)
    }

    /// Everything after the message's own headers: `Content-…` headers, an empty line, the body.
    func bytes() throws(ComposeError) -> [UInt8] {
        GMime.prepare()
        let root: Object = try body()
        defer { cgmime_release(root) }
        guard let format = g_mime_format_options_new() else { throw .libraryFailure }
        defer { g_mime_format_options_free(format) }
        g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS)
        let bytes: [UInt8] = GMime.collect { stream in _ = g_mime_object_write_to_stream(root, format, stream)
        }
        guard !bytes.isEmpty else { throw .libraryFailure }
        return bytes
    }

    // MARK: - Levels

    private func body() throws(ComposeError) -> Object {
        let inside: [OutgoingAttachment] =
            message.html == nil ? [] : message.attachments.filter { isPicture($0) }
        let beside: [OutgoingAttachment] =
            message.html == nil ? message.attachments : message.attachments.filter { !isPicture($0) }
        let isAlone: Bool = message.attachments.isEmpty && (message.text == nil || message.html == nil)
        var root: Object = try alternative(pictures: inside, isAlone: isAlone)
        guard !beside.isEmpty else { return root }
        let mixed: Object = try multipart("mixed", boundary: 1, first: root)
        root = mixed
        do throws(ComposeError) {
            for attachment in beside { add(try file(attachment), to: root) }
        } catch {
            cgmime_release(root)
            throw error
        }
        return root
    }

    private func isPicture(_ attachment: OutgoingAttachment) -> Bool {
        attachment.isInline && attachment.contentID != nil
    }

    private func alternative(pictures: [OutgoingAttachment], isAlone: Bool) throws(ComposeError) -> Object {
        guard let html = message.html else {
            return try textPart("plain", message.text ?? "", isAlone: isAlone)
        }
        let rich: Object = try related(html: html, pictures: pictures, isAlone: isAlone)
        guard let text = message.text else { return rich }
        let alternative: Object
        do throws(ComposeError) {
            alternative = try multipart(
                "alternative", boundary: 2, first: textPart("plain", text, isAlone: false))
        } catch {
            cgmime_release(rich)
            throw error
        }
        add(rich, to: alternative)
        return alternative
    }

    private func related(
        html: String, pictures: [OutgoingAttachment], isAlone: Bool
    ) throws(ComposeError) -> Object {
        let page: Object = try textPart("html", html, isAlone: isAlone)
        guard !pictures.isEmpty else { return page }
        let related: Object = try multipart("related", boundary: 3, first: page)
        g_mime_object_set_content_type_parameter(related, "type", "text/html")
        do throws(ComposeError) {
            for picture in pictures { add(try file(picture), to: related) }
        } catch {
            cgmime_release(related)
            throw error
        }
        return related
    }

    private func multipart(_ subtype: String, boundary: Int, first: Object) throws(ComposeError) -> Object {
        guard let multipart = g_mime_multipart_new_with_subtype(subtype) else {
            cgmime_release(first)
            throw .libraryFailure
        }
        g_mime_multipart_set_boundary(multipart, "\(boundaryStem)_\(boundary)")
        let object: Object = UnsafeMutableRawPointer(multipart).assumingMemoryBound(to: GMimeObject.self)
        add(first, to: object)
        return object
    }

    /// Hands our reference of `part` over to the multipart.
    private func add(_ part: Object, to multipart: Object) {
        g_mime_multipart_add(
            UnsafeMutableRawPointer(multipart).assumingMemoryBound(to: GMimeMultipart.self), part)
        cgmime_release(part)
    }

    // MARK: - Leaves

    private func textPart(_ subtype: String, _ text: String, isAlone: Bool) throws(ComposeError) -> Object {
        let lines: [UInt8] = LineEnds.lineFeeds(Array(text.utf8))
        let encoding: TextEncoding = .best(for: lines, isAlone: isAlone)
        let (object, part) = try leaf("text", subtype)
        g_mime_object_set_content_type_parameter(object, "charset", "utf-8")
        setContent(of: part, to: encoding.content(lines, isAlone: isAlone), encoding.inside, encoding.outside)
        return object
    }

    private func file(_ attachment: OutgoingAttachment) throws(ComposeError) -> Object {
        let type = MediaType(attachment.contentType)
        let (object, part) = try leaf(type.type, type.subtype)
        let filename: String = PartReader.cleanFilename(attachment.filename, type.type)
        var typePieces: [String] = ["\(type.type)/\(type.subtype);"]
        for (name, value) in type.parameters {
            typePieces += HeaderEncoding.pieces(parameter: name, value).map {
                $0.hasSuffix(";") ? $0 : $0 + ";"
            }
        }
        typePieces += HeaderEncoding.pieces(parameter: "name", filename)
        setRawHeader("Content-Type", typePieces, of: object)
        let disposition: String = attachment.isInline ? "inline;" : "attachment;"
        g_mime_object_set_disposition(object, attachment.isInline ? "inline" : "attachment")
        let pieces: [String] = [disposition] + HeaderEncoding.pieces(parameter: "filename", filename)
        setRawHeader("Content-Disposition", pieces, of: object)
        if let contentID = attachment.contentID {
            guard let id = try? MessageID(contentID) else {
                cgmime_release(object)
                throw .invalidContentID
            }
            g_mime_object_set_content_id(object, id.text)
        }
        setContent(
            of: part, to: attachment.data, GMIME_CONTENT_ENCODING_DEFAULT, GMIME_CONTENT_ENCODING_BASE64)
        return object
    }

    private func leaf(
        _ type: String, _ subtype: String
    ) throws(ComposeError) -> (Object, UnsafeMutablePointer<GMimePart>) {
        guard let part = g_mime_part_new_with_type(type, subtype) else { throw .libraryFailure }
        return (UnsafeMutableRawPointer(part).assumingMemoryBound(to: GMimeObject.self), part)
    }

    private func setContent(
        of part: UnsafeMutablePointer<GMimePart>, to bytes: [UInt8], _ inside: GMimeContentEncoding,
        _ outside: GMimeContentEncoding
    ) {
        let stream = GMime.stream(bytes)
        let wrapper = g_mime_data_wrapper_new_with_stream(stream, inside)
        cgmime_release(stream)
        g_mime_part_set_content(part, wrapper)
        cgmime_release(wrapper)
        g_mime_part_set_content_encoding(part, outside)
    }

    private func setRawHeader(_ name: String, _ pieces: [String], of object: Object) {
        let field: String = HeaderEncoding.field(name, pieces, lineBreak: "\n")
        let header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name)
        g_mime_header_set_raw_value(header, String(field.dropFirst(name.count + 1)))
    }

    // MARK: - Words

    /// FNV-1a twice. It only has to differ between messages; nothing is protected by it.
    private static func fingerprint(of text: String) -> String {
        var hashes: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15]
        for byte in text.utf8 {
            for index in hashes.indices { hashes[index] = (hashes[index] ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return hashes.map { String($0, radix: 36) }.joined()
    }
}
