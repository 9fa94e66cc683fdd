package import AjarMail
package import AjarResource
import AjarStore

/// What the resources need of the installation: its address, its secrets, and its ways out.
package struct Installation: Sendable {
    /// Where people and clients reach us, without a slash at the end.
    package var baseURL: String
    package var secrets: SecretBox
    package var files: FileStore
    package var relay: Relay
    package var imap: IMAPClient
    /// Which addresses may be called on a customer's word.
    package var egress: Egress
    /// A PEM file of certificate authorities that are trusted for mail servers beside the system's.
    package var trustRoots: String?
    /// How we introduce ourselves to mail servers.
    package var helloName: String

    package init(
        baseURL: String, secrets: SecretBox, files: FileStore, relay: Relay, imap: IMAPClient = IMAPClient(),
        egress: Egress = Egress(),
        trustRoots: String? = nil, helloName: String = "localhost"
    ) {
        self.baseURL = baseURL
        self.secrets = secrets
        self.files = files
        self.relay = relay
        self.imap = imap
        self.egress = egress
        self.trustRoots = trustRoots
        self.helloName = helloName
    }
}

/// The whole API.
package enum CRM {
    package static func resources(_ installation: Installation) -> Resources {
        Resources(
            all, endpoints: endpoints, environment: installation,
            customFields: CustomField.definitions, aliases: ["custom_fields": "custom_field"],
            eventWritten: followEvent)
    }
}

extension ReadContext {
    /// The installation behind the resources. Resources of ours are only ever made with one.
    var installation: Installation {
        guard let installation = resources.environment as? Installation else {
            preconditionFailure("resources of the CRM are made by CRM.resources")
            // proven: nothing else makes them, and it takes an installation.
        }
        return installation
    }
}
