import Foundation
import NIOSSL

/// Certificates for servers that only ever live on loopback; valid for a hundred years, trusted by nobody
/// else.
enum TestCertificates {
    /// A file, because accounts name their trust roots by path.
    static let rootPath: String = {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "ajar-test-root-\(UUID().uuidString).pem")
        try! Data(root.utf8).write(to: url)
        return url.path
    }()

    enum Host: Sendable { case localhost, other }

    static func context(_ host: Host) throws -> NIOSSLContext {
        let (certificate, key) = host == .localhost ? (localhost, localhostKey) : (other, otherKey)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [
                    .certificate(NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem))
                ],
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))))
    }

    private static let root: String = """
        -----BEGIN CERTIFICATE-----
        MIIBiTCCAS+gAwIBAgIUJvoTXorwB6Cpdu3z9Gyd0bF4bP4wCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOQWphciB0ZXN0IHJvb3QwIBcNMjYxMTIzMjI1NzMwWhgPMjEy
        NjEwMzAyMjU3MzBaMBkxFzAVBgNVBAMMDkFqYXIgdGVzdCByb290MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAE7L4nu5KsMdhW+mx3Tlqpl/cuy/9wuHz2xz9w/5XC
        xapfh5qfuEB+UdiZPkcpZENdQ8/VMBEAUh1aU2qv7wvbpqNTMFEwHQYDVR0OBBYE
        FKpdnDEiGj1y0Ce5dC+4PckM1gJgMB8GA1UdIwQYMBaAFKpdnDEiGj1y0Ce5dC+4
        PckM1gJgMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAPuTXONP
        snrtB/3WgANCATkr2Ji/XuHNVp9rXnztN2l+AiAEdXoNvkjLxG0XIGDTSxLdMbx/
        JlHShF1THRc0vuJz3A==
        -----END CERTIFICATE-----
        """

    private static let localhost: String = """
        -----BEGIN CERTIFICATE-----
        MIIBljCCATugAwIBAgIUTDFlcYau/kMubbwpAkmjepb4s5YwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOQWphciB0ZXN0IHJvb3QwIBcNMjYxMTIzMjI1NzMwWhgPMjEy
        NjEwMzAyMjU3MzBaMA8xDTALBgNVBAMMBGdvb2QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAATWFZy6zbkfmD2PD3gvQcNsG7elZG2PBQkkFMDQ9dmtTO5acgTwco3B
        1juhPYgUcE91x8GEaIQo0CWWTlMinSGIo2kwZzAaBgNVHREEEzARgglsb2NhbGhv
        c3SHBH8AAAEwCQYDVR0TBAIwADAdBgNVHQ4EFgQUzdgpRIE6cZLfVtDI6Aly7HQN
        ZegwHwYDVR0jBBgwFoAUql2cMSIaPXLQJ7l0L7g9yQzWAmAwCgYIKoZIzj0EAwID
        SQAwRgIhAKQ//G6oLSCd9lX/Jp4GkUTeWMGR8lIWYKkAT/w4Q0eDAiEAg28UvaCy
        hsrEuWVASGGGYSdWotaG3D2OKRRacrXCOyQ=
        -----END CERTIFICATE-----
        """

    private static let localhostKey: String = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3vey5Q9KltrczhIv
        4YFfzPJ1Mp/199OtayEKYboKwsyhRANCAATWFZy6zbkfmD2PD3gvQcNsG7elZG2P
        BQkkFMDQ9dmtTO5acgTwco3B1juhPYgUcE91x8GEaIQo0CWWTlMinSGI
        -----END PRIVATE KEY-----
        """

    private static let other: String = """
        -----BEGIN CERTIFICATE-----
        MIIBkzCCATqgAwIBAgIUTDFlcYau/kMubbwpAkmjepb4s5cwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOQWphciB0ZXN0IHJvb3QwIBcNMjYxMTIzMjI1NzMwWhgPMjEy
        NjEwMzAyMjU3MzBaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZI
        zj0DAQcDQgAE7GfD6YNtAOsLxCoLGQiTYPPZijgOC7gviimRXSvYNcDR+ej0i+MG
        ImuJ5ik9t9VBYKq5a7OvTZSY3/tZQP1MNaNnMGUwGAYDVR0RBBEwD4INb3RoZXIu
        ZXhhbXBsZTAJBgNVHRMEAjAAMB0GA1UdDgQWBBSCPESXCPd+tcmL7wzAF5/Qrs3t
        oTAfBgNVHSMEGDAWgBSqXZwxIho9ctAnuXQvuD3JDNYCYDAKBggqhkjOPQQDAgNH
        ADBEAiBOWVEG8qfXzUMTqmqjM4EVt+u9gaQ26EiF0Hctn5l0LAIgdCx4lsRJeHZz
        0ncP0Ft3sPB9saMg2e2roUYak17Q810=
        -----END CERTIFICATE-----
        """

    private static let otherKey: String = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNiIm6Frzur68CR/V
        gXEtbQgZBT8u5Xmz2/SsbUr8hMGhRANCAATsZ8Ppg20A6wvEKgsZCJNg89mKOA4L
        uC+KKZFdK9g1wNH56PSL4wYia4nmKT231UFgqrlrs69NlJjf+1lA/Uw1
        -----END PRIVATE KEY-----
        """

}
