package import AjarCore
import Foundation

/// The addresses in an email by which its sender learns that it was opened, and what was clicked. They carry
/// a signature of this installation: nobody can guess one, and none leads anywhere but where the sender's own
/// text led.
package struct TrackingLinks: Sendable {
    private let secrets: SecretBox
    private let baseURL: String

    package init(_ installation: Installation) {
        secrets = installation.secrets
        baseURL = installation.baseURL
    }

    /// An email, by what its links say of it.
    package struct Target: Sendable, Hashable {
        package let organization: Int
        package let email: ID
    }

    func pixel(_ target: Target) -> String {
        let url =
            "\(baseURL)/track/open/\(target.organization)/\(target.email)/\(secrets.token(Self.open(target))).gif"
        return "<img src=\"\(url)\" width=\"1\" height=\"1\" alt=\"\" style=\"display:none\">"
    }

    func click(_ target: Target, _ url: String) -> String? {
        // What is no plain address can't become a header, either.
        guard url.utf8.count <= Self.maximumURL, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let encoded = url.addingPercentEncoding(withAllowedCharacters: Self.unreserved)
        else { return nil }
        let token = secrets.token(Self.click(target, url))
        return "\(baseURL)/track/click/\(target.organization)/\(target.email)/\(token)?url=\(encoded)"
    }

    /// What a request for `/track/…` is about; nil unless the signature is ours.
    package enum Visit: Sendable, Hashable {
        case open(Target)
        case click(Target, url: String)
    }

    package func visit(_ segments: [String], url: String?) -> Visit? {
        guard segments.count == 5, segments[0] == "track", let organization = Int(segments[2]),
            segments[3].utf8.count <= 100
        else { return nil }
        let target = Target(organization: organization, email: ID(segments[3]))
        switch segments[1] {
        case "open":
            let token = segments[4].hasSuffix(".gif") ? String(segments[4].dropLast(4)) : segments[4]
            return secrets.verify(token: token, of: Self.open(target)) ? .open(target) : nil
        case "click":
            guard let url, secrets.verify(token: segments[4], of: Self.click(target, url)) else { return nil }
            return .click(target, url: url)
        default: return nil
        }
    }

    private static func open(_ target: Target) -> String { "open:\(target.organization):\(target.email)" }
    private static func click(_ target: Target, _ url: String) -> String {
        "click:\(target.organization):\(target.email):\(url)"
    }

    private static let maximumURL = 4000
    private static let unreserved: CharacterSet = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
