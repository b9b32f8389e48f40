import type { Alias } from '../channels.ts';
import { IBT_ALIASES } from '../ibt/aliases.ts';

/** Lower case, letters and digits only: `VEHICLE_SPEED`, `Vehicle Speed` and `vehicleSpeed` are one name. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** `canonical|unit where none is stated` → names as people and programs write them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  speed: 'speed,geschwindigkeit,vitesse,velocidad,v,carspeed',
  'speed|m/s': 'speedms,speedmps,groundspeedms,gpsspeedms',
  'speed|km/h':
    'groundspeed,gpsspeed,speedkmh,speedkph,vehiclespeed,vehiclespeedkmh,obdspeed,speedobd,speedgps,groundspeedkmh,gpsspeedkmh,wheelspeed,velocity,velocitykmh,0dvehiclespeed,vss',
  'speed|mph': 'speedmph,groundspeedmph,gpsspeedmph',
  'engineSpeed|rpm':
    'rpm,rpms,enginerpm,enginespeed,engrpm,engspeed,motordrehzahl,drehzahl,revs,enginerevs,plxenginespeed,nmot,tachometer',
  'throttle|':
    'throttle,throttlepos,throttleposition,throttlepct,throttlepercent,tps,tpsposition,gas,gaspedal,throttlepedal,acceleratorpos,throttleinput',
  'brake|': 'brake,brakepos,brakeposition,brakepct,brakepedal,brakepedalpos,brakeinput,bremse',
  'clutch|': 'clutch,clutchpos,clutchposition,clutchpedal',
  'handbrake|': 'handbrake,handbrakepos,parkingbrake',
  'steering|rad': 'steeringangle,steeringwheelangle,steering,steer,steeredangle,swa',
  gear: 'gear,currentgear,gearpos,gearposition,gang,selectedgear',
  'latitude|deg': 'latitude,lat,gpslatitude,gpslat,breitengrad,latitudedeg',
  'longitude|deg':
    'longitude,lon,long,lng,gpslongitude,gpslon,gpslong,gpslng,laengengrad,langengrad',
  'altitude|m': 'altitude,alt,gpsaltitude,gpsalt,elevation,hohe,hoehe,heightm',
  'heading|deg': 'heading,bearing,course,gpsheading,gpscourse,gpsbearing,headingdeg',
  satellites: 'satellites,sats,nsat,gpsnsat,gpssats,satcount,numsats',
  'positionAccuracy|m': 'accuracy,gpsaccuracy,accuracym,positionaccuracy',
  lapNumber: 'lap,lapnumber,lapno,lapnum,currentlap,lapindex,runde,lapcount,lapid',
  'lapDistance|m': 'lapdistance,lapdist,distanceroundtrack,distanceintolap,lapdistancem',
  'lapProgress|':
    'lapdistpct,lapdistancepct,lapprogress,lappct,normalizedcarposition,normalisedcarposition,trackposition,spline,lapdistancepercent',
  'lapTime|s': 'currentlaptime,lapcurrentlaptime,timelap,laptimecurrent,runninglaptime,timeinlap',
  'lastLapTime|s': 'lastlaptime,laplastlaptime,laptimeprevious,previouslaptime,lastlap',
  'bestLapTime|s': 'bestlaptime,lapbestlaptime,bestlap',
  'distance|m': 'distance,dist,totaldistance,distancetraveled,distancetravelled,corrdist',
  'sessionTime|s': 'sessiontime',
  'lateralAcceleration|':
    'lataccel,lateralacceleration,lateralaccel,lateralg,gpslatacc,latacc,gforcelat,accelerationlat,lateralacc,gpslateralacc,glat',
  'longitudinalAcceleration|':
    'longaccel,lonaccel,longitudinalacceleration,longitudinalaccel,lineal,linealg,longitudinalg,gpslonacc,longacc,lonacc,gforcelong,accelerationlong,longitudinalacc,glong',
  'verticalAcceleration|':
    'vertaccel,verticalacceleration,vertacc,verticalg,verticalacc,gvert,gforcevert',
  'yaw|rad': 'yaw',
  'pitch|rad': 'pitch,pitchangle',
  'roll|rad': 'roll,rollangle',
  'yawRate|rad/s': 'yawrate',
  'pitchRate|rad/s': 'pitchrate',
  'rollRate|rad/s': 'rollrate',
  'velocityX|m/s': 'velocityx',
  'velocityY|m/s': 'velocityy',
  'velocityZ|m/s': 'velocityz',
  'positionX|m': 'worldpositionx,positionx,posx,carcoordx',
  'positionY|m': 'worldpositiony,positiony,posy,carcoordy',
  'positionZ|m': 'worldpositionz,positionz,posz,carcoordz',
  'fuelLevel|L': 'fuellevel,fuel,fuelremaining,fuell,fuelliters,fuellitres',
  'fuelUse|kg/h': 'fueluseperhour,fueluse',
  'engineCoolantTemperature|°C':
    'coolanttemperature,coolanttemp,enginecoolanttemperature,enginecoolanttemp,watertemp,watertemperature,ect,engtemp,coolantcelsius,clt,waterttemp',
  'engineOilTemperature|°C': 'oiltemp,oiltemperature,engineoiltemp,engineoiltemperature,oilcelsius',
  'engineOilPressure|': 'oilpress,oilpressure,engineoilpressure,engoilpress',
  'fuelPressure|': 'fuelpress,fuelpressure',
  'manifoldPressure|kPa':
    'intakemanifoldpressure,manifoldpressure,manabspress,manifoldabsolutepressure,map,manifoldpress,plxmanifoldabsolutepressure',
  'intakeAirTemperature|°C':
    'intakeairtemp,intakeairtemperature,intaketemp,iat,iatcelsius,intaketemperature',
  'airTemperature|°C': 'airtemp,ambienttemp,ambientairtemp,ambienttemperature,airtemperature',
  'trackTemperature|°C': 'tracktemp,tracktemperature,roadtemp,tracktempcrew',
  'batteryVoltage|V':
    'battery,batteryvoltage,voltage,controlmodulevoltage,batvolt,batteryvolts,battvolt,vbat',
  'brakePressureFront|': 'brakepressfront,brakepressurefront,frontbrakepressure',
  'brakePressureRear|': 'brakepressrear,brakepressurerear,rearbrakepressure',
  onTrack: 'isontrack,ontrack',
  onPitRoad: 'onpitroad,inpitlane,inpit,ispitlane',
  trackSurface: 'playertracksurface,tracksurface',
  sessionNumber: 'sessionnum,sessionnumber',
  sessionState: 'sessionstate',
  sessionFlags: 'sessionflags',
};

const table = new Map<string, Alias>();
for (const [target, spellings] of Object.entries(SPELLINGS)) {
  const [name = '', unit] = target.split('|');
  const alias = { name, ...(unit ? { unit } : {}) };
  for (const spelling of spellings.split(',')) table.set(spelling, alias);
  if (!table.has(name.toLowerCase())) table.set(name.toLowerCase(), { name });
}
const iracing = new Map(Object.entries(IBT_ALIASES).map(([source, name]) => [source, name]));
const normalisedIracing = new Map(
  [...iracing].map(([source, name]) => [normaliseName(source), name]),
);

/** The canonical name behind a column's name, with the unit to take where the column states none. */
export function findAlias(name: string, isIracing: boolean): Alias | undefined {
  const key = normaliseName(name);
  if (isIracing && key === 'clutch') return { name: 'clutchEngagement' };
  const known = table.get(key);
  if (known) return known;
  const fromIracing = isIracing ? normalisedIracing.get(key) : undefined;
  return fromIracing ? { name: fromIracing } : undefined;
}

const IRACING_SIGNS = [
  'lapdistpct',
  'steeringwheelangle',
  'lataccel',
  'sessiontime',
  'laplastlaptime',
];

/** Whether the columns are iRacing's variables: at least two names that only iRacing writes so. */
export function isIracingNames(names: readonly string[]): boolean {
  const normalised = new Set(names.map(normaliseName));
  return IRACING_SIGNS.filter((sign) => normalised.has(sign)).length >= 2;
}
