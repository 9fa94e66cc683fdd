import AjarServer
import Testing

@Suite struct ConfigurationTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:80", "::1", 80), ("localhost:0", "localhost", 0),
        ("0.0.0.0:65535", "0.0.0.0", 65_535),
    ])
    func `an address to listen on is a host and a port`(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "localhost", "localhost:", "localhost:x", "localhost:65536", "localhost:-1",
    ])
    func `everything else is none`(text: String) { #expect(ListenAddress(text) == nil) }

    @Test func `links begin with what clients can reach`() {
        var configuration = ServerConfiguration(dataFolder: "data")
        #expect(configuration.effectiveBaseURL == "http://127.0.0.1:8080")
        configuration.listen = ListenAddress(host: "0.0.0.0", port: 80)
        #expect(configuration.effectiveBaseURL == "http://localhost:80")
        configuration.baseURL = "https://crm.example.com//"
        #expect(configuration.effectiveBaseURL == "https://crm.example.com")
    }
}
