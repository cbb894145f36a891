/** curl's short options that take a value. */
const SHORT_WITH_VALUE = 'AbcCdDeEFHhKmoPQrTtuUwxXyYz'

/** curl's long options that take a value, of all its versions. */
const LONG_WITH_VALUE = new Set(
  (
    'abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to ' +
    'continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw ' +
    'data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech ' +
    'egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ' +
    'ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 ' +
    'hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl ' +
    'limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time ' +
    'netrc-file noproxy oauth2-bearer output output-dir parallel-max parallel-max-host pass pinnedpubkey preproxy ' +
    'proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers ' +
    'proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name ' +
    'proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote ' +
    'random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid ' +
    'service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr ' +
    'telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii ' +
    'trace-config unix-socket upload-file upload-flags url url-query user user-agent variable vlan-priority write-out'
  ).split(' '),
)

const LONG_NAMES: Readonly<Record<string, string>> = { H: 'header', b: 'cookie', A: 'user-agent' }

/** An option with its value, or, under the name `argument`, a word that belongs to no option known to take one. */
interface CurlOption {
  readonly option: string
  readonly value: string
}

/** The options of a cURL command. Those without a value are left out, but for `next`. */
export function* optionsOf(words: readonly string[]): Generator<CurlOption> {
  for (let at = 0; at < words.length; at++) {
    const word = withHyphens(words[at] ?? '')
    if (word === '--next' || word === '-:') yield { option: 'next', value: '' }
    else if (word.startsWith('--')) {
      const [name = '', attached] = word.slice(2).split(/=(.*)/s)
      if (LONG_WITH_VALUE.has(name)) {
        if (attached === undefined) at += 1
        yield { option: name, value: attached ?? words[at] ?? '' }
      }
    } else if (word.startsWith('-') && word.length > 1) {
      // Short options without value may be lumped together before one with: -sSH 'x: y'.
      const letters = Array.from(word.slice(1))
      const index = letters.findIndex((letter) => SHORT_WITH_VALUE.includes(letter))
      if (index < 0) continue
      const letter = letters[index] ?? ''
      const attached = letters.slice(index + 1).join('')
      if (attached === '') at += 1
      yield { option: LONG_NAMES[letter] ?? letter, value: attached === '' ? (words[at] ?? '') : attached }
    } else yield { option: 'argument', value: word }
  }
}

/** Mail programs make a dash of one hyphen or of two. */
function withHyphens(word: string): string {
  const dashed = /^[-‐‑‒–—―−]*[‐‑‒–—―−][-‐‑‒–—―−]*/.exec(word)?.[0]
  if (dashed === undefined) return word
  const rest = word.slice(dashed.length)
  return /^[A-Za-z][\w.-]+(?:=|$)/.test(rest) ? `--${rest}` : `-${rest}`
}
