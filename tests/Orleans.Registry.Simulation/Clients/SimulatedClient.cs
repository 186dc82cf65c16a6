using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Clients;

/// <summary>
/// One program with one instance: registers, renews at a third of its TTL, reports what it feels, falls silent, comes back as
/// another process, says goodbye. Retries what got no answer.
/// </summary>
internal sealed class SimulatedClient
{
    private static readonly long[] Ttls = [1_500, 2_000, 3_000, 5_000, 8_000];
    private static readonly string[] Checks = ["", "db", "disk"];
    private readonly World _world;
    private readonly Caller _caller;
    private int _life;
    private bool _isRegistered;
    private bool _isDraining;
    private long _liveSince;
    private long _renewedAt;
    private int _beats;
    private InstanceDetails _details;
    private TimeSpan _acknowledgedTtl;

    public SimulatedClient(World world, ServiceName service, int number)
    {
        _world = world;
        _caller = new Caller(world);
        Service = service;
        Id = InstanceId.Parse($"{service}-{number}");
        _details = new InstanceDetails { Address = "10.0.0.1", Port = 1000 + number, Ttl = TimeSpan.FromMilliseconds(world.Random.Pick(Ttls)) };
        _acknowledgedTtl = _details.Ttl;
    }

    public ServiceName Service { get; }

    public InstanceId Id { get; }

    public ulong Incarnation { get; private set; }

    /// <summary>Whether its process runs and wants to be in the registry.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>Whether the registry has told it that it is registered.</summary>
    public bool IsRegistered => IsAlive && _isRegistered;

    /// <summary>
    /// Whether its process renewed all the time since before a moment, as often as a record asks for. It cannot when an old
    /// message of its own, forgotten with the log, has brought a shorter TTL back.
    /// </summary>
    public bool WasLive(ServiceInstance record, long since)
        => IsRegistered && record.Incarnation == Incarnation && record.Details.Ttl >= ShortestTtl && _liveSince <= since;

    /// <summary>Starts a process.</summary>
    public void Start()
    {
        _life++;
        _caller.Abandon();
        IsAlive = true;
        _isRegistered = _isDraining = false;
        Incarnation = _world.Random.Chance(0.1) ? 0 : _world.Random.NextUInt64();
        _world.Trace.Add($"{Id}: starts as {Incarnation:x}");
        Register();
        Live(_life);
    }

    /// <summary>Says once more what it is, so that no old message has the last word.</summary>
    public void SayAgain()
    {
        if (IsAlive)
        {
            _caller.Abandon();
            Register();
        }
    }

    /// <summary>Ends the process without a word.</summary>
    public void FallSilent()
    {
        if (IsAlive)
        {
            _world.Trace.Add($"{Id}: falls silent");
            End();
        }
    }

    /// <summary>Stops the process for a while; it comes back as if nothing had been.</summary>
    public void Suspend(long length)
    {
        if (!IsRegistered)
        {
            return;
        }

        _world.Trace.Add($"{Id}: is suspended for {length} ms");
        _world.Coverage.Count("program suspended");
        End();
        var life = _life;
        _world.Timeline.After(length, () =>
        {
            if (life == _life)
            {
                IsAlive = true;
                _liveSince = long.MaxValue;
                Beat(life, ++_beats, isCareful: true);
                Live(life);
            }
        });
    }

    private SeededRandom Random => _world.Random;

    private TimeSpan ShortestTtl => _details.Ttl < _acknowledgedTtl ? _details.Ttl : _acknowledgedTtl;

    private void End()
    {
        _life++;
        _caller.Abandon();
        IsAlive = false;
    }

    private void Register()
    {
        var status = Random.Chance(0.3) ? InstanceStatus.Starting : InstanceStatus.Healthy;
        var registration = new InstanceRegistration { Service = Service, Id = Id, Details = _details, InitialStatus = status, Incarnation = Incarnation };

        // Its TTL may be another than before: until that is known, the shorter one says how often to renew.
        Beat(_life, ++_beats, isCareful: false);
        _caller.Call(Service, new RegisterCommand(registration), reply =>
        {
            _world.Check(reply.Refusal == RegistryErrorCode.None, Promise.Rules, $"{Id} may not register: {reply.Refusal}");
            _acknowledgedTtl = registration.Details.Ttl;
            if (!_isRegistered)
            {
                _isRegistered = true;
                _liveSince = _world.Timeline.Now;
            }
        });
    }

    // The heart of the program: as regular as the network lets it.
    private void Beat(int life, int beats, bool isCareful)
    {
        if (life != _life || beats != _beats)
        {
            return;
        }

        if (!_isRegistered)
        {
            _world.Timeline.After(50, () => Beat(life, beats, isCareful: false));
            return;
        }

        var incarnation = Incarnation;
        _world.Network.Send((registry, answer) => answer(new Reply(registry.Renew(Id, incarnation), null)), reply =>
        {
            if (life == _life && beats == _beats)
            {
                OnBeat(reply);
            }
        }, isCareful);
    }

    private void OnBeat(Reply? reply)
    {
        switch (reply?.Renewal)
        {
            case RenewalOutcome.Renewed:
                _renewedAt = _world.Timeline.Now;
                _liveSince = Math.Min(_liveSince, _renewedAt);
                NextBeat();
                break;
            case RenewalOutcome.Superseded:
                _world.Trace.Add($"{Id}: superseded");
                _world.Coverage.Count("superseded");
                End();
                break;
            case RenewalOutcome.Unknown:
                _world.Trace.Add($"{Id}: unknown to the registry");
                if (_caller.IsBusy)
                {
                    NextBeat();
                }
                else
                {
                    _isRegistered = false;
                    Register();
                }

                break;
            default:
                Beat(_life, _beats, isCareful: true);
                break;
        }
    }

    private void NextBeat()
    {
        var interval = (int)ShortestTtl.TotalMilliseconds / 3;
        var (life, beats) = (_life, _beats);
        _world.Timeline.After(Random.Between(interval * 3 / 4, interval), () => Beat(life, beats, isCareful: false));
    }

    // Everything else a program does.
    private void Live(int life)
        => _world.Timeline.After(Random.Between(100, 1_500), () =>
        {
            if (life != _life)
            {
                return;
            }

            if (!_caller.IsBusy)
            {
                Act();
            }

            Live(life);
        });

    private void Act()
    {
        if (!_isRegistered)
        {
            Register();
            return;
        }

        switch (_world.IsRough ? Random.Below(10) : 9)
        {
            case 0 or 1 or 2:
                Report(Random.Chance(0.5) ? InstanceSignal.CheckFailed : InstanceSignal.CheckPassed, Random.Pick(Checks));
                break;
            case 3:
                Report(InstanceSignal.Ready, string.Empty);
                break;
            case 4:
                _isDraining = !_isDraining;
                Report(_isDraining ? InstanceSignal.Drain : InstanceSignal.Resume, string.Empty);
                break;
            case 5:
                _details = _details with { Port = 1_000 + Random.Below(500), Ttl = TimeSpan.FromMilliseconds(Random.Pick(Ttls)) };
                Register();
                break;
            case 6:
                var expected = Random.Chance(0.3) ? new Revision(Random.Below(40)) : (Revision?)null;
                _caller.Call(Service, new UpdateCommand(Id, new InstanceUpdate { Weight = Random.Below(5), ExpectedRevision = expected }), _ => { });
                break;
            case 7 when Random.Chance(0.4):
                Leave();
                break;
            case 8 when Random.Chance(0.3):
                FallSilent();
                break;
            case 8 when Random.Chance(0.3):
                Suspend(Random.Chance(0.5) ? JustAboutALease() : Random.Between(200, 9_000));
                break;
            default:
                break;
        }
    }

    // So that it is back in the very moment in which its lease runs out.
    private long JustAboutALease()
        => Math.Max(1, _renewedAt + (long)ShortestTtl.TotalMilliseconds - _world.Timeline.Now + Random.Between(-50, 200));

    private void Report(InstanceSignal signal, string check) => _caller.Call(Service, new SignalCommand(Id, new HealthReport(signal, check)), _ => { });

    private void Leave()
    {
        _isRegistered = false;
        IsAlive = false;
        _life++;
        _world.Trace.Add($"{Id}: leaves");
        _caller.Call(Service, new DeregisterCommand(Id, RemovalReason.Deregistered), _ => { });
    }
}
