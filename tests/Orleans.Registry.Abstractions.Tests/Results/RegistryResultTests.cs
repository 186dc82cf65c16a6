namespace Orleans.Registry.Tests.Results;

public sealed class RegistryResultTests
{
    [Fact]
    public void A_success_has_its_value()
    {
        RegistryResult<int> result = 7;

        Assert.True(result.IsSuccess);
        Assert.Equal(7, result.GetValueOrThrow());
        Assert.Null(result.Error);
    }

    [Fact]
    public void A_refusal_taken_for_a_success_throws_with_its_error()
    {
        var result = RegistryResult.Failure<int>(RegistryErrorCode.Overloaded, "later");

        Assert.False(result.IsSuccess);
        var exception = Assert.Throws<RegistryException>(() => result.GetValueOrThrow());
        Assert.Same(result.Error, exception.Error);
        Assert.Equal("Overloaded: later", exception.Message);
    }

    [Fact]
    public void An_invalid_request_names_its_one_field_or_counts_them()
    {
        Assert.Equal("port: must be 0", RegistryError.Invalid("port", "must be 0").Message);
        Assert.Equal("2 fields are not valid", RegistryError.Invalid([new("a", "x"), new("b", "y")]).Message);
        Assert.Equal(RegistryErrorCode.InvalidRequest, RegistryError.Invalid("port", "x").Code);
    }

    // Doors translate names and stores may keep numbers: neither may move.
    [Fact]
    public void Numbers_of_stored_and_sent_enumerations_stay()
    {
        Assert.Equal("None,InvalidRequest,ServiceNotFound,InstanceNotFound,InstanceIdInUse,InvalidTransition,VersionConflict,LimitExceeded,HistoryUnavailable,RevisionNotReached,NotReady,StoreUnavailable,Fenced,OperationIdReused,VersionNotFound,WatcherNotFound,Unreachable,Overloaded,Internal", Names<RegistryErrorCode>());
        Assert.Equal("Unknown,Starting,Healthy,Unhealthy,Draining,OutOfService", Names<InstanceStatus>());
        Assert.Equal("None,Ready,CheckPassed,CheckFailed,Drain,Resume", Names<InstanceSignal>());
        Assert.Equal("None,Registered,Deregistered,Updated,Healthy,Unhealthy,Expired,Draining,PolicyChanged,ConfigChanged", Names<ChangeKind>());
        Assert.Equal("None,Deregistered,Expired,Evicted", Names<RemovalReason>());
        Assert.Equal("None,Reported,Http,Tcp,Grpc,Script", Names<HealthCheckKind>());
        Assert.Equal("None,Region,Zone", Names<LocalityPreference>());
        Assert.Equal("None,Renewed,Unknown,Superseded,NotReady", Names<RenewalOutcome>());
    }

    private static string Names<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        Assert.Equal(Enumerable.Range(0, values.Length), values.Select(v => Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture)));
        return string.Join(',', values);
    }
}
