using System.Net;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// Settings of the checks that a registry runs. Whoever may register an instance chooses what its checks do, so these are
/// also the limits of what a stranger can make this machine do. Read once, at start.
/// </summary>
public sealed class HealthCheckOptions
{
    /// <summary>Checks that run at the same time; more wait for their turn. Default 256; 1 to 10,000.</summary>
    public int MaxConcurrency { get; set; } = 256;

    /// <summary>
    /// Whether an instance may ask for a program to be run on the registry's machine, with the registry's own rights. Default
    /// false: a registration that asks for one is refused.
    /// </summary>
    public bool AllowScripts { get; set; }

    /// <summary>Where checks may go. Default <see cref="HealthCheckTargets.Any"/>.</summary>
    public HealthCheckTargets AllowedTargets { get; set; }

    /// <summary>
    /// Networks that no check reaches, whatever name leads there: addresses or prefixes (<c>10.1.0.0/16</c>) between commas;
    /// empty for none. Default link-local addresses and where clouds answer for a machine's secrets:
    /// <c>169.254.0.0/16, fe80::/10, fd00:ec2::254</c>.
    /// </summary>
    public string DeniedNetworks { get; set; } = "169.254.0.0/16, fe80::/10, fd00:ec2::254";

    /// <summary>Whether an HTTP check follows redirects, 5 at most. Default false: a redirect is the answer.</summary>
    public bool FollowRedirects { get; set; }

    /// <summary>
    /// Whether an https check takes any certificate: it asks whether the instance is well, not who it is. Default false.
    /// </summary>
    public bool AcceptAnyCertificate { get; set; }

    /// <summary>
    /// Whether what a failing HTTP check was answered (256 characters of it) becomes part of the instance's status reason,
    /// which everybody who may read the registry can read. Default true.
    /// </summary>
    public bool QuoteReplies { get; set; } = true;

    /// <summary>All that is wrong with the settings; empty when nothing is.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        if (MaxConcurrency is < 1 or > 10_000)
        {
            errors.Add(new FieldError(nameof(MaxConcurrency), "must be 1 to 10000"));
        }

        if (!Enum.IsDefined(AllowedTargets))
        {
            errors.Add(new FieldError(nameof(AllowedTargets), "must be any or ownAddress"));
        }

        if (!TryReadNetworks(DeniedNetworks, out _))
        {
            errors.Add(new FieldError(nameof(DeniedNetworks), "must be IP addresses or prefixes such as 10.1.0.0/16 between commas"));
        }

        return errors;
    }

    internal static bool TryReadNetworks(string? text, out IReadOnlyList<IPNetwork> networks)
    {
        List<IPNetwork> read = [];
        networks = read;
        foreach (var part in (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(part, out var network))
            {
                read.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                read.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                return false;
            }
        }

        return text is not null;
    }
}
