import AjarServer
import ArgumentParser

/// `ajar doctor`: sentences about the installation; ends with 1 when something is wrong.
struct Doctor: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        abstract: "Look at the installation and say what is wrong; a server may be running.")

    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let findings = await Diagnosis(try await installation.settings().configuration).findings()
        for finding in findings {
            let mark =
                switch finding.state {
                case .fine: "ok     "
                case .notice: "look   "
                case .problem: "PROBLEM"
                }
            print("\(mark)  \(finding.subject): \(finding.text)")
        }
        if findings.contains(where: { $0.state == .problem }) { throw ExitCode.failure }
    }
}
