namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>What <c>-help</c> and a wrong option print: the options that a job can use here.</summary>
internal static class UsageText
{
    public const string Text =
        """
        Usage: $HADOOP_HOME/bin/hadoop jar hadoop-streaming.jar [options]
        Options:
          -input          <path> Input files, folders or patterns, local or gs://. May be given more than once.
          -output         <path> The folder of the output; it must not exist.
          -mapper         <cmd> Command to be run as mapper, or IdentityMapper.
          -combiner       <cmd> Optional. Command to be run as combiner.
          -reducer        <cmd> Optional. Command to be run as reducer, IdentityReducer, or NONE.
          -file           <file> Optional. File to be put into the tasks' folder. Deprecated: use -files.
          -inputformat    <TextInputFormat(default)|KeyValueTextInputFormat|NLineInputFormat>
          -outputformat   <TextOutputFormat(default)>
          -partitioner    <HashPartitioner(default)|KeyFieldBasedPartitioner>
          -numReduceTasks <num> Optional. Number of reduce tasks.
          -cmdenv         <n>=<v> Optional. Environment variable of the commands.
          -lazyOutput     Optional. Create an output file with its first record.
          -background     Optional. Accepted; the driver waits all the same.
          -verbose        Optional. Print verbose output.
          -help           Optional. Print this message.

        Generic options, before all others: -D <property=value>, -conf <file>, -files <list>, -archives <list>, -libjars <list>

        """;
}
