package import AjarCore
import AjarServer
package import HTTPTypes
import HummingbirdCore
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What came back.
package struct TestReply: Sendable {
    package let status: Int
    package let body: [UInt8]
    private let fields: [(name: String, value: String)]

    fileprivate init(_ answer: Answer) {
        status = answer.status
        body = answer.body
        fields = [("content-type", answer.contentType)] + answer.fields.map { ($0.name.rawName, $0.value) }
    }

    package func header(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    package func headers(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
    package var text: String { String(decoding: body, as: UTF8.self) }
    package var json: JSON { (try? JSONParser.parse(body)) ?? .null }
    package subscript(key: String) -> JSON { json[key] }
    /// The ids of `data`, in order.
    package var ids: [String] { json["data"].array?.compactMap { $0["id"].string } ?? [] }
}

extension TestServer {
    /// Asks as the server is asked, but without a socket. `path` is everything after the host; `key` nil
    /// means nobody.
    @discardableResult
    package func send(
        _ method: HTTPRequest.Method, _ path: String, key: String?, body: [UInt8] = [],
        headers: [String: String] = [:],
        peer: String = "127.0.0.1"
    ) async -> TestReply {
        var fields = HTTPFields()
        if let key { fields[.authorization] = Self.basic(key) }
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost", path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        return TestReply(await ajar.front.answer(to: request, ConnectionContext(peer: peer)))
    }

    /// Asks the API with our key, or another one: `path` is what follows `/api/v1/`.
    @discardableResult
    package func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, as account: Account? = nil,
        headers: [String: String] = [:]
    ) async -> TestReply {
        var headers = headers
        if body != nil { headers["content-type"] = headers["content-type"] ?? "application/json" }
        return await send(
            method, "/api/v1/\(path)", key: (account ?? ours).key,
            body: body.map { Array($0.text.utf8) } ?? [], headers: headers)
    }

    /// Sends a form as a browser does.
    package func post(
        _ path: String, form: [String: String], headers: [String: String] = [:]
    ) async -> TestReply {
        let text = form.map { "\(PercentText.encode($0))=\(PercentText.encode($1))" }.joined(separator: "&")
        return await send(
            .post, path, key: nil, body: Array(text.utf8),
            headers: headers.merging(["content-type": "application/x-www-form-urlencoded"]) { $1 })
    }

    package static func basic(_ key: String) -> String {
        "Basic \(Data("\(key):".utf8).base64EncodedString())"
    }
}
