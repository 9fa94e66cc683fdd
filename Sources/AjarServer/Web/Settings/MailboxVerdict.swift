import AjarCore

/// How the test of a mailbox went, in words that say what to do.
enum MailboxVerdict {
    static func of(_ id: String, _ visitor: Visitor) async throws -> Values {
        let answer = try await visitor.post("connected_account/\(id)/test", JSONObject())
        var sentences: [Values] = []
        for (name, label) in [("smtp", "Sending"), ("imap", "Receiving")] where !answer[name].isNull {
            let result = answer[name]
            var sentence: Values = [
                "verdict_label": label,
                "verdict_text": result["message"].string ?? result["error_message"].string ?? "",
            ]
            if result["ok"].bool == true {
                sentence["went_well"] = true
            } else {
                sentence["advice"] = advice(result)
            }
            sentences.append(sentence)
        }
        return ["sentences": sentences]
    }

    /// What to do about it, where that can be told from what the server said.
    private static func advice(_ result: JSON) -> String {
        let words = result.text.lowercased()
        if words.contains("535") || words.contains("534") || words.contains("authenticat")
            || words.contains("credential")
        {
            return
                "The user name or the password isn’t right. Many providers want an app password here, made in your account there."
        }
        if words.contains("certificate") || words.contains("tls") {
            return
                "The encryption failed. Port 465 goes with TLS, port 587 with STARTTLS; the host must be the one in the certificate."
        }
        if words.contains("resolve") || words.contains("unknown host") || words.contains("not known") {
            return "There is no server of that name. Is the host spelled right?"
        }
        if words.contains("refused") || words.contains("timed out") || words.contains("timeout") {
            return "Nobody answers there. Is the port right, and may this machine reach it?"
        }
        return "These are the server’s own words; your provider can say what they mean."
    }
}
