import { define, eight, type PidDefinition } from './pid-definition.ts';

/** Mode 01 below 60. Formulas: SAE J1979 as several open tables agree on them. */
export const LOW_PIDS: readonly PidDefinition[] = [
  define(0x01, 4, 'Monitor status since DTCs cleared', [
    ['mil', 'A>>7&1', '', 'malfunctionIndicator'],
    ['dtc_count', 'A&127', '', 'troubleCodeCount'],
    ['ignition', 'B>>3&1', '', 'compressionIgnition'],
  ]),
  define(0x02, 2, 'DTC that caused freeze frame', [['dtc', 'w(0)', 'DTC', 'freezeFrameCode']]),
  define(0x03, 2, 'Fuel system status', [
    ['sys1', 'A', '', 'fuelSystemStatus1'],
    ['sys2', 'B', '', 'fuelSystemStatus2'],
  ]),
  define(0x04, 1, 'Calculated engine load', [['load', 'A*100/255', '%', 'engineLoad']]),
  define(0x05, 1, 'Engine coolant temperature', [
    ['ect', 'A-40', 'degC', 'engineCoolantTemperature'],
  ]),
  define(0x06, 1, 'Short term fuel trim bank 1', [
    ['trim', 'A*100/128-100', '%', 'shortTermFuelTrimBank1'],
  ]),
  define(0x07, 1, 'Long term fuel trim bank 1', [
    ['trim', 'A*100/128-100', '%', 'longTermFuelTrimBank1'],
  ]),
  define(0x08, 1, 'Short term fuel trim bank 2', [
    ['trim', 'A*100/128-100', '%', 'shortTermFuelTrimBank2'],
  ]),
  define(0x09, 1, 'Long term fuel trim bank 2', [
    ['trim', 'A*100/128-100', '%', 'longTermFuelTrimBank2'],
  ]),
  define(0x0a, 1, 'Fuel pressure (gauge)', [['fp', 'A*3', 'kPa', 'fuelPressure']]),
  define(0x0b, 1, 'Intake manifold absolute pressure', [['map', 'A', 'kPa', 'manifoldPressure']]),
  define(0x0c, 2, 'Engine speed', [['rpm', 'w(0)/4', 'rpm', 'engineSpeed']]),
  define(0x0d, 1, 'Vehicle speed', [['vss', 'A', 'km/h', 'speed']]),
  define(0x0e, 1, 'Timing advance cyl 1', [['spark', 'A/2-64', 'deg', 'timingAdvance']]),
  define(0x0f, 1, 'Intake air temperature', [['iat', 'A-40', 'degC', 'intakeAirTemperature']]),
  define(0x10, 2, 'MAF air flow rate', [['maf', 'w(0)/100', 'g/s', 'massAirFlow']]),
  define(0x11, 1, 'Throttle position (absolute)', [['tp', 'A*100/255', '%', 'throttle']]),
  define(0x12, 1, 'Commanded secondary air status', [['air', 'A', '', 'secondaryAirStatus']]),
  define(0x13, 1, 'O2 sensors present (2 banks)', [
    ['b1', 'A&15', '', 'o2SensorsPresentBank1'],
    ['b2', 'A>>4', '', 'o2SensorsPresentBank2'],
  ]),
  ...eight((i) =>
    define(0x14 + i, 2, `O2 sensor ${i + 1} voltage and short term trim`, [
      ['v', 'A/200', 'V', `o2Sensor${i + 1}Voltage`],
      ['stft', 'B*100/128-100', '%', `o2Sensor${i + 1}Trim`],
    ]),
  ),
  define(0x1c, 1, 'OBD standard', [['std', 'A', '', 'obdStandard']]),
  define(0x1d, 1, 'O2 sensors present (4 banks)', [['bits', 'A', '', 'o2SensorsPresent']]),
  define(0x1e, 1, 'Auxiliary input status', [['pto', 'A&1', '', 'powerTakeOff']]),
  define(0x1f, 2, 'Run time since engine start', [['t', 'w(0)', 's', 'engineRunTime']]),
  define(0x21, 2, 'Distance with MIL on', [['d', 'w(0)', 'km', 'distanceWithMalfunction']]),
  define(0x22, 2, 'Fuel rail pressure rel. to manifold vacuum', [
    ['p', 'w(0)*0.079', 'kPa', 'fuelRailPressureRelative'],
  ]),
  define(0x23, 2, 'Fuel rail gauge pressure (DI/diesel)', [
    ['p', 'w(0)*10', 'kPa', 'fuelRailPressure'],
  ]),
  ...eight((i) =>
    define(0x24 + i, 4, `O2 sensor ${i + 1} lambda and voltage`, [
      ['lambda', 'w(0)*2/65536', 'ratio', `o2Sensor${i + 1}LambdaByVoltage`],
      ['v', 'w(2)*8/65536', 'V', `o2Sensor${i + 1}WideVoltage`],
    ]),
  ),
  define(0x2c, 1, 'Commanded EGR', [['egr', 'A*100/255', '%', 'commandedEgr']]),
  define(0x2d, 1, 'EGR error', [['err', 'A*100/128-100', '%', 'egrError']]),
  define(0x2e, 1, 'Commanded evaporative purge', [
    ['x', 'A*100/255', '%', 'commandedEvaporativePurge'],
  ]),
  define(0x2f, 1, 'Fuel tank level input', [['lvl', 'A*100/255', '%', 'fuelLevelRatio']]),
  define(0x30, 1, 'Warm-ups since codes cleared', [['n', 'A', '', 'warmUpsSinceCodesCleared']]),
  define(0x31, 2, 'Distance since codes cleared', [
    ['d', 'w(0)', 'km', 'distanceSinceCodesCleared'],
  ]),
  define(0x32, 2, 'Evap system vapour pressure', [
    ['p', 's(0)/4', 'Pa', 'evaporativeVapourPressure'],
  ]),
  define(0x33, 1, 'Barometric pressure', [['baro', 'A', 'kPa', 'barometricPressure']]),
  ...eight((i) =>
    define(0x34 + i, 4, `O2 sensor ${i + 1} lambda and current`, [
      ['lambda', 'w(0)*2/65536', 'ratio', `o2Sensor${i + 1}Lambda`],
      ['i', 'w(2)/256-128', 'mA', `o2Sensor${i + 1}Current`],
    ]),
  ),
  define(0x3c, 2, 'Catalyst temperature B1S1', [
    ['t', 'w(0)/10-40', 'degC', 'catalystTemperatureBank1Sensor1'],
  ]),
  define(0x3d, 2, 'Catalyst temperature B2S1', [
    ['t', 'w(0)/10-40', 'degC', 'catalystTemperatureBank2Sensor1'],
  ]),
  define(0x3e, 2, 'Catalyst temperature B1S2', [
    ['t', 'w(0)/10-40', 'degC', 'catalystTemperatureBank1Sensor2'],
  ]),
  define(0x3f, 2, 'Catalyst temperature B2S2', [
    ['t', 'w(0)/10-40', 'degC', 'catalystTemperatureBank2Sensor2'],
  ]),
  define(0x41, 4, 'Monitor status this drive cycle', [['b', 'q(0)', '', 'monitorStatusThisCycle']]),
  define(0x42, 2, 'Control module voltage', [['v', 'w(0)/1000', 'V', 'batteryVoltage']]),
  define(0x43, 2, 'Absolute load value', [['load', 'w(0)*100/255', '%', 'absoluteLoad']]),
  define(0x44, 2, 'Commanded equivalence ratio', [
    ['lambda', 'w(0)*2/65536', 'ratio', 'commandedLambda'],
  ]),
  define(0x45, 1, 'Relative throttle position', [['tp', 'A*100/255', '%', 'relativeThrottle']]),
  define(0x46, 1, 'Ambient air temperature', [['t', 'A-40', 'degC', 'airTemperature']]),
  define(0x47, 1, 'Absolute throttle position B', [['x', 'A*100/255', '%', 'throttleB']]),
  define(0x48, 1, 'Absolute throttle position C', [['x', 'A*100/255', '%', 'throttleC']]),
  define(0x49, 1, 'Accelerator pedal D', [['x', 'A*100/255', '%', 'acceleratorPedalD']]),
  define(0x4a, 1, 'Accelerator pedal E', [['x', 'A*100/255', '%', 'acceleratorPedalE']]),
  define(0x4b, 1, 'Accelerator pedal F', [['x', 'A*100/255', '%', 'acceleratorPedalF']]),
  define(0x4c, 1, 'Commanded throttle actuator', [['x', 'A*100/255', '%', 'commandedThrottle']]),
  define(0x4d, 2, 'Time run with MIL on', [['t', 'w(0)', 'min', 'timeWithMalfunction']]),
  define(0x4e, 2, 'Time since codes cleared', [['t', 'w(0)', 'min', 'timeSinceCodesCleared']]),
  define(0x4f, 4, 'Max values: lambda, O2 V, O2 mA, MAP', [
    ['lambda', 'A', 'ratio', 'greatestLambda'],
    ['v', 'B', 'V', 'greatestO2Voltage'],
    ['i', 'C', 'mA', 'greatestO2Current'],
    ['map', 'D*10', 'kPa', 'greatestManifoldPressure'],
  ]),
  define(0x50, 4, 'Max MAF', [['maf', 'A*10', 'g/s', 'greatestMassAirFlow']]),
  define(0x51, 1, 'Fuel type', [['fuel', 'A', '', 'fuelType']]),
  define(0x52, 1, 'Ethanol fuel %', [['x', 'A*100/255', '%', 'ethanolRatio']]),
  define(0x53, 2, 'Absolute evap vapour pressure', [
    ['p', 'w(0)/200', 'kPa', 'absoluteVapourPressure'],
  ]),
  define(0x54, 2, 'Evap vapour pressure (wide)', [['p', 's(0)', 'Pa', 'wideVapourPressure']]),
  define(0x55, 2, 'Short term secondary O2 trim bank 1/3', [
    ['a', 'A*100/128-100', '%', 'shortTermSecondaryTrimBank1'],
    ['b', 'B*100/128-100', '%', 'shortTermSecondaryTrimBank3'],
  ]),
  define(0x56, 2, 'Long term secondary O2 trim bank 1/3', [
    ['a', 'A*100/128-100', '%', 'longTermSecondaryTrimBank1'],
    ['b', 'B*100/128-100', '%', 'longTermSecondaryTrimBank3'],
  ]),
  define(0x57, 2, 'Short term secondary O2 trim bank 2/4', [
    ['a', 'A*100/128-100', '%', 'shortTermSecondaryTrimBank2'],
    ['b', 'B*100/128-100', '%', 'shortTermSecondaryTrimBank4'],
  ]),
  define(0x58, 2, 'Long term secondary O2 trim bank 2/4', [
    ['a', 'A*100/128-100', '%', 'longTermSecondaryTrimBank2'],
    ['b', 'B*100/128-100', '%', 'longTermSecondaryTrimBank4'],
  ]),
  define(0x59, 2, 'Fuel rail absolute pressure', [
    ['p', 'w(0)*10', 'kPa', 'fuelRailAbsolutePressure'],
  ]),
  define(0x5a, 1, 'Relative accelerator pedal position', [
    ['x', 'A*100/255', '%', 'relativeAcceleratorPedal'],
  ]),
  define(0x5b, 1, 'Hybrid/EV battery pack remaining', [
    ['soc', 'A*100/255', '%', 'hybridBatteryCharge'],
  ]),
  define(0x5c, 1, 'Engine oil temperature', [['t', 'A-40', 'degC', 'engineOilTemperature']]),
  define(0x5d, 2, 'Fuel injection timing', [['deg', 'w(0)/128-210', 'deg', 'fuelInjectionTiming']]),
  define(0x5e, 2, 'Engine fuel rate', [['f', 'w(0)/20', 'L/h', 'engineFuelRate']]),
  define(0x5f, 1, 'Emission requirements', [['x', 'A', '', 'emissionRequirements']]),
];
