using System.Buffers;
using BenchmarkDotNet.Attributes;
using Orleans.Registry.Core;

namespace Orleans.Registry.Benchmarks;

/// <summary>The stored form of one registration.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly RecordCache _cache = new();
    private ServiceChange _change = null!;
    private byte[] _bytes = [];
    private ServiceName _service;

    [GlobalSetup]
    public void Setup()
    {
        var state = new ServiceState(ServiceName.Parse("orders"), new Epoch(1));
        _service = state.Name;
        _change = state.Decide(new RegisterCommand(Fleet.Registration("orders", 7)), new DecisionContext(Fleet.Now, state.Revision.Next)).Changes[0];
        RegistryRecordCodec.Write(_output, _change, withBefore: false);
        _bytes = _output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        RegistryRecordCodec.Write(_output, _change, withBefore: false);
        return _output.WrittenCount;
    }

    [Benchmark]
    public ServiceChange Read() => RegistryRecordCodec.ReadChange(_bytes, _service, null, _cache);
}
