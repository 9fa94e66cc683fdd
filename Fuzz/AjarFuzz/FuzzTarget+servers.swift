import AjarMail

extension FuzzTarget {
    /// Replies of SMTP servers. However the network cuts them, they are the same.
    static let smtpReply: FuzzTarget = FuzzTarget(name: "smtp-reply") { bytes in
        let whole = replies(bytes, cutAfter: bytes.count)
        promise(whole == replies(bytes, cutAfter: Int(bytes.first ?? 0) % 16 + 1), "a cut changes no reply")
    }

    private struct Replies: Equatable {
        var replies: [Reply] = []
        var failure: ReplyError?
    }

    private static func replies(_ bytes: [UInt8], cutAfter length: Int) -> Replies {
        var parser = ReplyParser()
        var found = Replies()
        var rest = bytes[...]
        do throws(ReplyError) {
            while !rest.isEmpty {
                parser.append(rest.prefix(length))
                rest = rest.dropFirst(length)
                while let reply = try parser.next() {
                    promise((200..<600).contains(reply.code), "a reply has a code")
                    promise(reply.lines.count <= ReplyParser.maximumLines, "a reply is bounded")
                    found.replies.append(reply)
                }
                promise(
                    parser.unreadBytes <= ReplyParser.maximumLineLength + length, "what is kept is bounded")
            }
        } catch {
            found.failure = error
        }
        return found
    }

    /// Responses of IMAP servers, literals and all.
    static let imapResponse: FuzzTarget = FuzzTarget(name: "imap-response") { bytes in
        let whole = responses(bytes, cutAfter: bytes.count)
        promise(
            whole == responses(bytes, cutAfter: Int(bytes.first ?? 0) % 16 + 1), "a cut changes no response")
    }

    private struct Responses: Equatable {
        var responses: [IMAPResponse] = []
        var failure: IMAPSyntaxError?
    }

    private static func responses(_ bytes: [UInt8], cutAfter length: Int) -> Responses {
        var parser = ResponseParser()
        var found = Responses()
        var rest = bytes[...]
        do throws(IMAPSyntaxError) {
            while !rest.isEmpty {
                parser.append(rest.prefix(length))
                rest = rest.dropFirst(length)
                while let response = try parser.next() { found.responses.append(response) }
            }
        } catch {
            found.failure = error
        }
        return found
    }
}
