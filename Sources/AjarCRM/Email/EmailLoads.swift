import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// What an email shows beside its columns: all of it follows from them.
enum EmailLoads {
    private typealias Email = EmailActivity

    static let all: [Load] =
        [
            Load(["body_html", "body_html_quoted"]) { records, _ in
                for index in records.indices { records[index][Email.bodyHTML] = html(of: records[index]) }
            },
            Load(["body_preview"]) { records, _ in
                for index in records.indices {
                    let text = records[index][Email.bodyText] ?? ""
                    let end = text.unicodeScalars.index(
                        text.startIndex, offsetBy: 200, limitedBy: text.endIndex)
                    records[index]["body_preview"] = .string(String(text[..<(end ?? text.endIndex)]))
                }
            },
            Load(["envelope"]) { records, _ in
                for index in records.indices { records[index]["envelope"] = envelope(records[index]) }
            },
            Load(["opens_summary"]) { records, _ in
                for index in records.indices {
                    let count = records[index][Email.opens].count { $0["opened_by"] != "machine" }
                    records[index]["opens_summary"] =
                        count == 0 ? .null : .string("Opened \(count) time\(count == 1 ? "" : "s")")
                }
            },
        ]
        + quoted.map { quoted in
            Load([quoted.name]) { records, _ in
                for index in records.indices {
                    records[index][quoted.name] = quoted.make(records[index][quoted.source])
                }
            }
        }

    /// The body as HTML. Where nobody gave one it isn't kept: it follows from the text.
    static func html(of email: Record) -> String? {
        email[Email.bodyHTML] ?? email[Email.bodyText].map { HTMLBody.from(text: $0) }
    }

    /// What events leave out of an email. In this order: the quotes in the HTML follow from the HTML.
    static let derived: [Events.Derived] =
        [
            Events.Derived("body_html", from: "body_text") { body in
                JSON(body.string.map { HTMLBody.from(text: $0) })
            }
        ] + quoted

    /// The bodies once more, in parts: what is new, and what was quoted.
    private static let quoted: [Events.Derived] = [
        Events.Derived("body_text_quoted", from: "body_text") { body in
            let chunks = body.string.map { Quotes.split(text: $0) } ?? []
            return .array(chunks.map { ["text": .string($0.content), "expand": .bool($0.isExpanded)] })
        },
        Events.Derived("body_html_quoted", from: "body_html") { body in
            let chunks = body.string.map { Quotes.split(html: $0) } ?? []
            return .array(chunks.map { ["html": .string($0.content), "expand": .bool($0.isExpanded)] })
        },
    ]

    /// The addresses and headers of the message, split into their parts (reference 4.2).
    private static func envelope(_ email: Record) -> JSON {
        let from: JSON = .array(email[Email.sender].map { [part($0)] } ?? [])
        return .object(
            JSONObject([
                ("from", from), ("sender", from),
                ("to", .array(email[Email.to].map(part))), ("cc", .array(email[Email.cc].map(part))),
                ("bcc", .array(email[Email.bcc].map(part))), ("reply_to", []),
                ("date", JSON(email[Email.dateSent]?.rfc5322)),
                ("in_reply_to", JSON(email[Email.inReplyTo].map { "<\($0)>" })),
                ("message_id", JSON(email[Email.messageIDs].first.map { "<\($0)>" })),
                ("subject", JSON(email[Email.subject])), ("is_autoreply", .bool(email[Email.isAutoreply])),
            ]))
    }

    private static func part(_ text: String) -> JSON {
        guard let address = try? Address(parsing: text) else { return ["email": .string(text), "name": ""] }
        return ["email": .string(address.email), "name": .string(address.name)]
    }
}
